package io.kagemusha.comparer.compare.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** How much two array elements look like one that was changed. */
final class Similarity {

    /** That of values without anything in common. */
    static final int NONE = 0;

    /** From which on two objects are more alike than not. */
    static final int ALIKE = 50;

    private Similarity() {}

    /** 0 to 100: for objects the share of their members that are equal, for others whether the types are. */
    static int of(JsonNode reference, JsonNode shadow) {
        if (reference.getNodeType() != shadow.getNodeType()) {
            return NONE;
        }
        if (!reference.isObject() || reference.isEmpty() || shadow.isEmpty()) {
            return 1;
        }
        int equal = 0;
        for (Map.Entry<String, JsonNode> member : reference.properties()) {
            JsonNode other = shadow.get(member.getKey());
            if (other != null && JsonValues.same(member.getValue(), other)) {
                equal++;
            }
        }
        return 1 + 99 * equal / Math.max(reference.size(), shadow.size());
    }
}

package io.kagemusha.comparer.compare.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Matches the elements of arrays by the value of one of their members. Where a key stands several times, its elements
 * correspond in order; elements without it likewise.
 */
final class KeyedMatching {

    private KeyedMatching() {}

    static Matching of(JsonNode reference, JsonNode shadow, String member) {
        Map<String, Deque<Integer>> byKey = new HashMap<>();
        for (int j = 0; j < shadow.size(); j++) {
            byKey.computeIfAbsent(key(shadow.get(j), member), key -> new ArrayDeque<>())
                    .add(j);
        }
        var matching = new Matching(reference.size());
        for (int i = 0; i < reference.size(); i++) {
            Deque<Integer> sameKey = byKey.get(key(reference.get(i), member));
            if (sameKey != null && !sameKey.isEmpty()) {
                matching.pair(i, sameKey.remove());
            }
        }
        return matching;
    }

    private static String key(JsonNode element, String member) {
        JsonNode value = element.get(member);
        if (value == null) {
            return "";
        }
        return value.isNumber() ? value.decimalValue().stripTrailingZeros().toString() : value.toString();
    }
}

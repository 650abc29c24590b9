package io.kagemusha.comparer.compare.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import java.util.Map;

/** Equality of JSON values: numbers by their value, objects without regard to the order of their members. */
final class JsonValues {

    private JsonValues() {}

    static boolean same(JsonNode reference, JsonNode shadow) {
        if (reference.getNodeType() != shadow.getNodeType()) {
            return false;
        }
        return switch (reference.getNodeType()) {
            case OBJECT -> sameObjects(reference, shadow);
            case ARRAY -> sameArrays(reference, shadow);
            case NUMBER -> sameNumbers(reference, shadow);
            case STRING -> reference.textValue().equals(shadow.textValue());
            case BOOLEAN -> reference.booleanValue() == shadow.booleanValue();
            case NULL -> true;
            case BINARY, MISSING, POJO ->
                throw new IllegalArgumentException(
                        "value: " + reference.getNodeType() + " (expected: one that a JSON text can have)");
        };
    }

    /** Whether this is a string or a number, and so has a text that a rule may tolerate. */
    static boolean hasText(JsonNode value) {
        return value.getNodeType() == JsonNodeType.STRING || value.getNodeType() == JsonNodeType.NUMBER;
    }

    private static boolean sameObjects(JsonNode reference, JsonNode shadow) {
        if (reference.size() != shadow.size()) {
            return false;
        }
        for (Map.Entry<String, JsonNode> member : reference.properties()) {
            JsonNode other = shadow.get(member.getKey());
            if (other == null || !same(member.getValue(), other)) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameArrays(JsonNode reference, JsonNode shadow) {
        if (reference.size() != shadow.size()) {
            return false;
        }
        for (int i = 0; i < reference.size(); i++) {
            if (!same(reference.get(i), shadow.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameNumbers(JsonNode reference, JsonNode shadow) {
        if (reference.isIntegralNumber()
                && shadow.isIntegralNumber()
                && reference.canConvertToLong()
                && shadow.canConvertToLong()) {
            return reference.longValue() == shadow.longValue();
        }
        return reference.decimalValue().compareTo(shadow.decimalValue()) == 0;
    }
}

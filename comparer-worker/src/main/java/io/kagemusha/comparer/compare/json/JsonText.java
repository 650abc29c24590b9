package io.kagemusha.comparer.compare.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;

/** JSON values as compact JSON text, written only as far as somebody might read. */
final class JsonText {

    /** Nested arrays may each be shown whole, which without a limit takes time of depth times size. */
    private static final int MAX_LENGTH = 20_000;

    private final StringBuilder text = new StringBuilder();

    private JsonText() {}

    static String of(JsonNode value) {
        if (value.isValueNode()) {
            return value.toString();
        }
        var text = new JsonText();
        text.append(value);
        return text.isFull() ? text.text.append('…').toString() : text.text.toString();
    }

    private boolean isFull() {
        return text.length() > MAX_LENGTH;
    }

    private void append(JsonNode value) {
        if (value.isArray()) {
            appendElements(value);
        } else if (value.isObject()) {
            appendMembers(value);
        } else {
            text.append(value);
        }
    }

    private void appendElements(JsonNode array) {
        String separator = "[";
        for (int i = 0; i < array.size() && !isFull(); i++) {
            text.append(separator);
            append(array.get(i));
            separator = ",";
        }
        text.append(array.isEmpty() ? "[]" : "]");
    }

    private void appendMembers(JsonNode object) {
        String separator = "{";
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            if (isFull()) {
                break;
            }
            text.append(separator).append(TextNode.valueOf(member.getKey())).append(':');
            append(member.getValue());
            separator = ",";
        }
        text.append(object.isEmpty() ? "{}" : "}");
    }
}

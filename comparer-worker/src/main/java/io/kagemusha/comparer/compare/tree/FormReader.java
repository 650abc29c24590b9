package io.kagemusha.comparer.compare.tree;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLDecoder;
import org.jspecify.annotations.Nullable;

/** Reads {@code application/x-www-form-urlencoded} as an object; a name that stands there several times has an array. */
final class FormReader {

    private FormReader() {}

    static @Nullable JsonNode read(String text) {
        var growth = new Growth();
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        try {
            for (String field : text.strip().split("&", -1)) {
                if (!growth.add()) {
                    return null;
                }
                if (!field.isEmpty()) {
                    int equals = field.indexOf('=');
                    String name = equals < 0 ? field : field.substring(0, equals);
                    add(fields, decoded(name), decoded(equals < 0 ? "" : field.substring(equals + 1)));
                }
            }
            return fields;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, UTF_8);
    }

    private static void add(ObjectNode fields, String name, String value) {
        JsonNode present = fields.get(name);
        if (present == null) {
            fields.put(name, value);
        } else if (present instanceof ArrayNode several) {
            several.add(value);
        } else {
            fields.set(name, fields.arrayNode().add(present).add(value));
        }
    }
}

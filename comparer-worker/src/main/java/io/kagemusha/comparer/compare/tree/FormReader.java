package io.kagemusha.comparer.compare.tree;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLDecoder;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code application/x-www-form-urlencoded} as an object; a name that stands there several times has an array. A form
 * whose escapes are not UTF-8 is none: what they stand for is not known.
 */
final class FormReader {

    private static final char REPLACEMENT = '\uFFFD';
    private static final Pattern WRITTEN_REPLACEMENT =
            Pattern.compile(REPLACEMENT + "|%EF%BF%BD", Pattern.CASE_INSENSITIVE);

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
        String decoded = URLDecoder.decode(text, UTF_8);
        if (decoded.indexOf(REPLACEMENT) >= 0) {
            long written = WRITTEN_REPLACEMENT.matcher(text).results().count();
            if (decoded.chars().filter(c -> c == REPLACEMENT).count() > written) {
                throw new IllegalArgumentException("escapes (expected: UTF-8)");
            }
        }
        return decoded;
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

package io.kagemusha.common.http;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The value of a {@code Content-Type} field (RFC 9110, 8.3): equal to another when they mean the same. What is no media
 * type is kept as it is.
 *
 * @param type type and subtype in lower case, {@code text/html}
 * @param parameters by name in lower case, values without quotes; without those that say nothing about the content
 */
public record MediaType(String type, Map<String, String> parameters) {

    /** That of a message that names none. */
    public static final MediaType UNKNOWN = new MediaType("", Map.of());

    private static final String CHARSET = "charset";
    private static final Pattern ESCAPED = Pattern.compile("\\\\(.)");
    private static final Set<String> TEXTUAL = Set.of(
            "application/javascript",
            "application/ecmascript",
            "application/xml",
            "application/x-www-form-urlencoded",
            "application/yaml",
            "application/x-yaml",
            "application/toml",
            "application/sql",
            "application/graphql",
            "application/x-sh",
            "application/x-ndjson",
            "application/ndjson",
            "application/x-jsonlines",
            "application/jsonl");

    public MediaType {
        parameters = Map.copyOf(parameters);
    }

    /** The media type of a message, or null when it names none. */
    public static @Nullable MediaType of(Headers headers) {
        String value = headers.get("content-type");
        return value == null ? null : parse(value);
    }

    public static MediaType parse(String value) {
        List<String> parts = parts(value);
        String type = parts.get(0).strip().toLowerCase(Locale.ROOT);
        var parameters = new TreeMap<String, String>();
        parts.stream().skip(1).forEach(parameter -> addParameter(parameter, parameters));
        if (type.startsWith("multipart/")) {
            // Made up anew for each message (RFC 2046, 5.1.1)
            parameters.remove("boundary");
        }
        if (isJson(type) && "utf-8".equals(parameters.get(CHARSET))) {
            // JSON is UTF-8 anyway (RFC 8259, 8.1)
            parameters.remove(CHARSET);
        }
        return new MediaType(type, parameters);
    }

    /** What semicolons set apart, but for those in quotes (RFC 9110, 5.6.4). */
    private static List<String> parts(String value) {
        var parts = new ArrayList<String>();
        int start = 0;
        boolean quoted = false;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == '\\' && quoted) {
                i++;
            } else if (c == ';' && !quoted) {
                parts.add(value.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(value.substring(start));
        return parts;
    }

    /** What has no value is none of the syntax, but may be what two fields differ in. */
    private static void addParameter(String parameter, Map<String, String> parameters) {
        if (parameter.isBlank()) {
            return;
        }
        int equals = parameter.indexOf('=');
        int end = equals < 0 ? parameter.length() : equals;
        String name = parameter.substring(0, end).strip().toLowerCase(Locale.ROOT);
        String value = equals < 0 ? "" : parameter.substring(equals + 1).strip();
        if (value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"")) {
            value = ESCAPED.matcher(value.substring(1, value.length() - 1)).replaceAll("$1");
        }
        parameters.putIfAbsent(name, name.equals(CHARSET) ? value.toLowerCase(Locale.ROOT) : value);
    }

    public boolean isJson() {
        return isJson(type);
    }

    private static boolean isJson(String type) {
        return type.equals("application/json") || type.equals("text/json") || type.endsWith("+json");
    }

    /** Whether the content is text in lines; JSON is. */
    public boolean isText() {
        return type.startsWith("text/") || TEXTUAL.contains(type) || type.endsWith("+xml") || isJson();
    }

    /** The charset of the content: UTF-8 where none is named, null where the named one is unknown. */
    public @Nullable Charset charset() {
        String name = parameters.get(CHARSET);
        if (name == null) {
            return StandardCharsets.UTF_8;
        }
        try {
            return Charset.forName(name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return null;
        }
    }
}

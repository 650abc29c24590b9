package io.kagemusha.comparer.compare.tree;

import com.fasterxml.jackson.databind.JsonNode;
import io.kagemusha.common.http.MediaType;
import io.kagemusha.comparer.compare.json.JsonReader;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The structures that texts may have, by their media types. */
public enum Structure {
    JSON,
    JSON_LINES,
    EVENT_STREAM,
    FORM,
    XML,
    HTML;

    private static final Set<String> JSON_LINES_TYPES =
            Set.of("application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines");

    /** The structure of texts of that type, or null when all that is known of them is their lines. */
    public static @Nullable Structure of(MediaType media) {
        String type = media.type();
        if (media.isJson()) {
            return JSON;
        }
        if (JSON_LINES_TYPES.contains(type)) {
            return JSON_LINES;
        }
        return switch (type) {
            case "text/event-stream" -> EVENT_STREAM;
            case "application/x-www-form-urlencoded" -> FORM;
            case "text/html" -> HTML;
            case "text/xml", "application/xml" -> XML;
            default -> type.endsWith("+xml") ? XML : null;
        };
    }

    /** The text as a tree; null when it is not what its type says, or more than is compared by structure. */
    public @Nullable JsonNode read(String text) {
        return switch (this) {
            case JSON -> new JsonReader().read(text);
            case JSON_LINES -> JsonLinesReader.read(text);
            case EVENT_STREAM -> EventStreamReader.read(text);
            case FORM -> FormReader.read(text);
            case XML -> XmlReader.read(text);
            case HTML -> HtmlReader.read(text);
        };
    }
}

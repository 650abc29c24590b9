package io.kagemusha.comparer.compare.tree;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kagemusha.comparer.compare.json.JsonReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads server-sent events (WHATWG HTML, 9.2.6) as the array of these: an object each, with the fields {@code event},
 * {@code id}, {@code retry} and {@code data}, the last as JSON where it is an object or an array. Comments, which keep
 * connections alive, do not count, nor does a byte order mark. An event that the end of the stream cuts off does. What has a
 * line that means nothing there is no event stream.
 */
final class EventStreamReader {

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final ArrayNode events = JsonNodeFactory.instance.arrayNode();
    private final JsonReader json = new JsonReader();
    private final StringBuilder data = new StringBuilder();
    private ObjectNode event = JsonNodeFactory.instance.objectNode();
    private boolean hasData;

    private EventStreamReader() {}

    static @Nullable JsonNode read(String text) {
        var growth = new Growth();
        var reader = new EventStreamReader();
        for (String line : (Iterable<String>) withoutMark(text).lines()::iterator) {
            if (!growth.add() || !reader.line(line)) {
                return null;
            }
        }
        return reader.dispatch() ? reader.events : null;
    }

    private static String withoutMark(String text) {
        return text.startsWith(BYTE_ORDER_MARK) ? text.substring(BYTE_ORDER_MARK.length()) : text;
    }

    /** Takes a line, and says whether it may be one of an event stream that is compared by structure. */
    private boolean line(String line) {
        if (line.isEmpty()) {
            return dispatch();
        }
        int colon = line.indexOf(':');
        String name = colon < 0 ? line : line.substring(0, colon);
        String value = colon < 0 ? "" : line.substring(colon + 1);
        value = value.startsWith(" ") ? value.substring(1) : value;
        switch (name) {
            case "data" -> {
                data.append(hasData ? "\n" : "").append(value);
                hasData = true;
            }
            case "event", "id", "retry" -> event.put(name, value);
            case "" -> {
                // A comment
            }
            default -> {
                // Clients pass over it, but then an error message that is only called an event stream would say nothing
                return false;
            }
        }
        return true;
    }

    private boolean dispatch() {
        if (hasData) {
            JsonNode document = json.read(data.toString());
            boolean isTree = document != null && document.isContainerNode();
            event.set("data", isTree ? document : event.textNode(data.toString()));
        }
        if (!event.isEmpty()) {
            events.add(event);
        }
        event = JsonNodeFactory.instance.objectNode();
        data.setLength(0);
        hasData = false;
        return !json.isSpent();
    }
}

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
 * connections alive, do not count. An event that the end of the stream cuts off does.
 */
final class EventStreamReader {

    private final ArrayNode events = JsonNodeFactory.instance.arrayNode();
    private final StringBuilder data = new StringBuilder();
    private ObjectNode event = JsonNodeFactory.instance.objectNode();
    private boolean hasData;

    private EventStreamReader() {}

    static @Nullable JsonNode read(String text) {
        var growth = new Growth();
        var reader = new EventStreamReader();
        for (String line : (Iterable<String>) text.lines()::iterator) {
            if (!growth.add()) {
                return null;
            }
            reader.line(line);
        }
        reader.dispatch();
        return reader.events;
    }

    private void line(String line) {
        if (line.isEmpty()) {
            dispatch();
            return;
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
            default -> {
                // A comment, which has no name, or a field that clients pass over
            }
        }
    }

    private void dispatch() {
        if (hasData) {
            JsonNode json = JsonReader.read(data.toString());
            event.set("data", json != null && json.isContainerNode() ? json : event.textNode(data.toString()));
        }
        if (!event.isEmpty()) {
            events.add(event);
        }
        event = JsonNodeFactory.instance.objectNode();
        data.setLength(0);
        hasData = false;
    }
}

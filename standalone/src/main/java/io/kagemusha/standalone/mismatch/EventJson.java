package io.kagemusha.standalone.mismatch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** Reads the JSON of events. */
final class EventJson {

    private static final ObjectMapper JSON = new ObjectMapper();

    private EventJson() {}

    static JsonNode parse(byte @Nullable [] value) throws BadEventException {
        try {
            JsonNode json = value == null ? null : JSON.readTree(value);
            if (json == null || !json.isObject()) {
                throw new BadEventException("value: no JSON object (expected: an event)");
            }
            return json;
        } catch (JsonProcessingException e) {
            throw new BadEventException("value: " + e.getOriginalMessage() + " (expected: an event in JSON)");
        } catch (IOException e) {
            throw new BadEventException("value: " + e + " (expected: an event in JSON)");
        }
    }

    static String required(JsonNode json, String name) throws BadEventException {
        JsonNode member = json.path(name);
        if (!member.isTextual()) {
            throw new BadEventException(name + ": " + (member.isMissingNode() ? "none" : member) + " (expected: text)");
        }
        return member.asText();
    }

    /** When the request came. */
    static Instant time(JsonNode json) throws BadEventException {
        String time = required(json, "time");
        try {
            return Instant.parse(time);
        } catch (DateTimeParseException e) {
            throw new BadEventException("time: " + time + " (expected: an RFC 3339 time in UTC)");
        }
    }

    /** The member's text, or null where it has none. */
    static @Nullable String optional(JsonNode json, String name) {
        JsonNode member = json.path(name);
        return member.isMissingNode() || member.isNull() ? null : member.asText();
    }
}

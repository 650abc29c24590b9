package io.kagemusha.standalone.mismatch;

import com.fasterxml.jackson.databind.JsonNode;
import io.kagemusha.common.exchange.Outcome;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/**
 * What an outcome record says.
 *
 * @param time when the request came
 * @param reason for a person, often empty
 */
public record OutcomeEvent(Instant time, String endpoint, Outcome outcome, String reason, Side reference, Side shadow) {

    /**
     * Reads a record's value.
     *
     * @throws BadEventException when it is no outcome
     */
    public static OutcomeEvent parse(byte[] value) throws BadEventException {
        JsonNode json = EventJson.parse(value);
        String time = EventJson.required(json, "time");
        String outcome = EventJson.required(json, "outcome");
        try {
            return new OutcomeEvent(
                    Instant.parse(time),
                    EventJson.required(json, "endpoint"),
                    Outcome.valueOf(outcome),
                    json.path("reason").asText(""),
                    Side.of(json.path("reference")),
                    Side.of(json.path("shadow")));
        } catch (DateTimeParseException e) {
            throw new BadEventException("time: " + time + " (expected: an RFC 3339 time in UTC)");
        } catch (IllegalArgumentException e) {
            throw new BadEventException("outcome: " + outcome + " (expected: the name of an outcome)");
        }
    }
}

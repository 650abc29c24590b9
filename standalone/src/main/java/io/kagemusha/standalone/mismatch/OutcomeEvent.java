package io.kagemusha.standalone.mismatch;

import com.fasterxml.jackson.databind.JsonNode;
import io.kagemusha.common.exchange.Outcome;
import java.time.Instant;

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
        Instant time = EventJson.time(json);
        String outcome = EventJson.required(json, "outcome");
        try {
            return new OutcomeEvent(
                    time,
                    EventJson.required(json, "endpoint"),
                    Outcome.valueOf(outcome),
                    json.path("reason").asText(""),
                    Side.of(json.path("reference")),
                    Side.of(json.path("shadow")));
        } catch (IllegalArgumentException e) {
            throw new BadEventException("outcome: " + outcome + " (expected: the name of an outcome)");
        }
    }
}

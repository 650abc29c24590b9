package io.kagemusha.standalone.mismatch;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What an event says about one backend.
 *
 * @param status 0 when there was no response
 */
public record Side(String backend, int status, double elapsedMillis) {

    static Side of(JsonNode json) {
        return new Side(
                json.path("backend").asText(),
                json.path("status").asInt(),
                json.path("elapsedMillis").asDouble());
    }
}

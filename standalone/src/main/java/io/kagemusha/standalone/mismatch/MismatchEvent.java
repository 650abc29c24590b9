package io.kagemusha.standalone.mismatch;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a mismatch record says, as far as it is shown.
 *
 * @param request the request line without version, {@code GET /users/7}
 * @param differences those that the event lists, which may be fewer than there are
 */
public record MismatchEvent(
        Heading heading,
        String request,
        Response reference,
        Response shadow,
        List<Difference> differences,
        int differenceCount) {

    /**
     * What a mismatch is listed under.
     *
     * @param signature the same for the same fault on the same endpoint
     */
    public record Heading(String endpoint, String signature, String requestId, Instant time) {}

    /**
     * One of the two responses.
     *
     * @param body null where the event does not carry it as text
     * @param truncated whether the body goes on after what the event carries
     */
    public record Response(Side side, @Nullable String body, boolean truncated) {}

    /** One place where they differ; a side is null when it has nothing there. */
    public record Difference(
            String kind,
            String path,
            @Nullable String reference,
            @Nullable String shadow) {}

    public MismatchEvent {
        differences = List.copyOf(differences);
    }

    /**
     * Reads a record's value.
     *
     * @throws BadEventException when it is no mismatch
     */
    public static MismatchEvent parse(byte[] value) throws BadEventException {
        JsonNode json = EventJson.parse(value);
        var heading = new Heading(
                EventJson.required(json, "endpoint"),
                EventJson.required(json, "signature"),
                EventJson.required(json, "requestId"),
                EventJson.time(json));
        JsonNode request = json.path("request");
        var differences = new ArrayList<Difference>();
        for (JsonNode difference : json.path("differences")) {
            differences.add(new Difference(
                    EventJson.required(difference, "kind"),
                    difference.path("path").asText(),
                    EventJson.optional(difference, "reference"),
                    EventJson.optional(difference, "shadow")));
        }
        return new MismatchEvent(
                heading,
                (request.path("method").asText() + " " + request.path("target").asText()).trim(),
                response(json, "reference"),
                response(json, "shadow"),
                differences,
                json.path("differenceCount").asInt(differences.size()));
    }

    private static Response response(JsonNode json, String which) {
        JsonNode body = json.path("responses").path(which).path("body");
        boolean text = body.path("encoding").asText().equals("text");
        return new Response(
                Side.of(json.path(which)),
                text ? EventJson.optional(body, "content") : null,
                body.path("truncated").asBoolean());
    }
}

package io.kagemusha.comparer.publish;

import com.fasterxml.jackson.core.JsonGenerator;
import io.kagemusha.common.exchange.Result;
import java.io.IOException;

/** The {@code reference} and {@code shadow} members that both kinds of event have. */
final class SideJson {

    private SideJson() {}

    static void write(JsonGenerator json, String member, Side side) throws IOException {
        json.writeObjectFieldStart(member);
        json.writeStringField("backend", side.backend());
        Result result = side.result();
        if (result != null) {
            if (result.response() != null) {
                json.writeNumberField("status", result.response().status());
            }
            json.writeNumberField("elapsedMillis", result.timings().elapsedMillis());
            if (result.failure() != null) {
                json.writeStringField("failure", result.failure().kind().wireName());
            }
        }
        json.writeEndObject();
    }
}

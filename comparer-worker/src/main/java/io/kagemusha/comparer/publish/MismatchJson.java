package io.kagemusha.comparer.publish;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.kagemusha.common.exchange.Comparison;
import io.kagemusha.common.exchange.Difference;
import io.kagemusha.common.http.RequestMessage;
import io.kagemusha.common.http.ResponseMessage;
import io.kagemusha.common.record.EventTime;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes mismatch events: the schema {@code mismatch.v1.json}. Safe for use by several threads. */
final class MismatchJson {

    private final JsonFactory factory;
    private final MessageJson messages;

    MismatchJson(JsonFactory factory, MessageJson messages) {
        this.factory = factory;
        this.messages = messages;
    }

    /**
     * Writes one event.
     *
     * @param signature that of the pair
     */
    byte[] write(PairOutcome pair, Comparison comparison, String signature, Detail detail) {
        var out = new ByteArrayOutputStream(4096);
        try (JsonGenerator json = factory.createGenerator(out)) {
            json.writeStartObject();
            ExchangeHead exchange = pair.exchange();
            json.writeStringField("requestId", exchange.requestId());
            json.writeStringField("time", EventTime.format(exchange.time()));
            json.writeStringField("route", exchange.route());
            json.writeStringField("endpoint", detail.fit(exchange.endpoint()));
            SideJson.write(json, "reference", pair.reference());
            SideJson.write(json, "shadow", pair.shadow());
            writeRequest(json, exchange.request(), detail);
            writeDifferences(json, comparison.differences(), detail);
            json.writeStringField("signature", signature);
            json.writeObjectFieldStart("responses");
            writeResponse(json, "reference", pair.reference(), detail);
            writeResponse(json, "shadow", pair.shadow(), detail);
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private void writeRequest(JsonGenerator json, @Nullable RequestMessage request, Detail detail) throws IOException {
        if (request == null) {
            return;
        }
        json.writeObjectFieldStart("request");
        json.writeStringField("method", detail.fit(request.method()));
        json.writeStringField("target", detail.fit(request.target()));
        messages.writeContent(json, request.headers(), request.body(), detail);
        json.writeEndObject();
    }

    private static void writeDifferences(JsonGenerator json, List<Difference> differences, Detail detail)
            throws IOException {
        json.writeNumberField("differenceCount", differences.size());
        json.writeArrayFieldStart("differences");
        for (Difference difference : differences.subList(0, Math.min(differences.size(), detail.differences()))) {
            json.writeStartObject();
            json.writeStringField("kind", difference.kind().wireName());
            json.writeStringField("path", detail.fit(difference.path()));
            writeValue(json, "reference", difference.reference(), detail);
            writeValue(json, "shadow", difference.shadow(), detail);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void writeValue(JsonGenerator json, String member, @Nullable String value, Detail detail)
            throws IOException {
        json.writeStringField(member, value == null ? null : detail.fit(value));
    }

    private void writeResponse(JsonGenerator json, String member, Side side, Detail detail) throws IOException {
        ResponseMessage response = side.result() == null ? null : side.result().response();
        if (response == null) {
            return;
        }
        json.writeObjectFieldStart(member);
        json.writeNumberField("status", response.status());
        messages.writeContent(json, response.headers(), response.body(), detail);
        json.writeEndObject();
    }
}

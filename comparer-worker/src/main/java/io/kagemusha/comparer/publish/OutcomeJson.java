package io.kagemusha.comparer.publish;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.kagemusha.common.exchange.Comparison;
import io.kagemusha.common.record.EventTime;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Writes outcome records: the schema {@code outcome.v1.json}. Safe for use by several threads. */
final class OutcomeJson {

    /** Reasons quote what they find fault with, which may be of any length. */
    private static final int REASON_LENGTH = 1_000;

    private final JsonFactory factory;

    OutcomeJson(JsonFactory factory) {
        this.factory = factory;
    }

    byte[] write(PairOutcome pair) {
        var out = new ByteArrayOutputStream(512);
        try (JsonGenerator json = factory.createGenerator(out)) {
            json.writeStartObject();
            ExchangeHead exchange = pair.exchange();
            json.writeStringField("requestId", exchange.requestId());
            json.writeStringField("time", EventTime.format(exchange.time()));
            json.writeStringField("route", exchange.route());
            json.writeStringField("endpoint", exchange.endpoint());
            json.writeStringField("outcome", pair.judgement().outcome().name());
            json.writeStringField("reason", EventText.fit(pair.judgement().reason(), REASON_LENGTH));
            writeComparison(json, pair.judgement().comparison());
            if (pair.signature() != null) {
                json.writeStringField("signature", pair.signature());
            }
            SideJson.write(json, "reference", pair.reference());
            SideJson.write(json, "shadow", pair.shadow());
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static void writeComparison(JsonGenerator json, @Nullable Comparison comparison) throws IOException {
        json.writeArrayFieldStart("rules");
        if (comparison != null) {
            for (String rule : comparison.rules()) {
                json.writeString(EventText.wellFormed(rule));
            }
        }
        json.writeEndArray();
        json.writeNumberField(
                "differences", comparison == null ? 0 : comparison.differences().size());
    }
}

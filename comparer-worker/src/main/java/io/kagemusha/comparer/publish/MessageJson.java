package io.kagemusha.comparer.publish;

import com.fasterxml.jackson.core.JsonGenerator;
import io.kagemusha.common.http.Body;
import io.kagemusha.common.http.Headers;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.IntSupplier;

/** The {@code headers} and {@code body} members of a request or response in an event. */
final class MessageJson {

    private final IntSupplier inlineBytes;

    /**
     * @param inlineBytes how much of a body stands in an event, at the moment
     */
    MessageJson(IntSupplier inlineBytes) {
        this.inlineBytes = inlineBytes;
    }

    void writeContent(JsonGenerator json, Headers headers, Body body, Detail detail) throws IOException {
        if (detail.headers()) {
            json.writeArrayFieldStart("headers");
            for (int i = 0; i < headers.size(); i++) {
                json.writeStartObject();
                json.writeStringField("name", headers.name(i));
                json.writeStringField("value", headers.value(i));
                json.writeEndObject();
            }
            json.writeEndArray();
        }
        json.writeObjectFieldStart("body");
        json.writeNumberField("length", body.length());
        if (body.sha256() != null) {
            json.writeStringField("sha256", body.sha256());
        }
        if (detail.bodies()) {
            writeInline(json, headers, body);
        } else {
            json.writeStringField("encoding", "omitted");
            json.writeBooleanField("truncated", body.length() > 0);
        }
        json.writeEndObject();
    }

    private void writeInline(JsonGenerator json, Headers headers, Body body) throws IOException {
        int limit = inlineBytes.getAsInt();
        String text = BodyText.textOrNull(headers, body);
        if (text != null) {
            int end = Math.min(text.length(), limit);
            json.writeStringField("encoding", "text");
            json.writeBooleanField("truncated", body.truncated() || end < text.length());
            json.writeStringField("content", EventText.wellFormed(text.substring(0, end)));
        } else {
            byte[] bytes = body.bytes();
            json.writeStringField("encoding", "base64");
            json.writeBooleanField("truncated", body.truncated() || bytes.length > limit);
            json.writeFieldName("content");
            json.writeBinary(bytes.length > limit ? Arrays.copyOf(bytes, limit) : bytes);
        }
    }
}

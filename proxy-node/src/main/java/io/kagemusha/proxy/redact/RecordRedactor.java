package io.kagemusha.proxy.redact;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.kagemusha.common.configuration.RedactSettings;
import io.kagemusha.common.exchange.FailureKind;
import io.kagemusha.common.http.MessageHttp;
import io.kagemusha.common.record.CloudEvent;
import io.kagemusha.proxy.redact.MessageRedactor.BodyDigest;
import io.kagemusha.proxy.redact.MessageRedactor.Message;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Redacts the records of requests and responses: the message, the munged copy of the request, trailers, and what a failure
 * quotes of a response. Costs the time of reading heads, and bodies where the settings name parts of them, so it has no
 * place on an event loop. Confined to one thread.
 */
public final class RecordRedactor {

    private final Tokens tokens;
    private final FieldRedactor fields;
    private final MessageRedactor messages;
    /** Null where heads do not tell alone. */
    private final @Nullable CleanHeads cleanHeads;

    public RecordRedactor(RedactSettings settings) {
        tokens = new Tokens(settings.key());
        var parameters = new ParameterRedactor(tokens, settings.query());
        var cookies = new CookieRedactor(tokens, settings.cookies());
        var bodies = new BodyRedactor(new JsonRedactor(tokens, settings.json()), parameters);
        fields = new FieldRedactor(tokens, settings.headers(), cookies, parameters);
        messages = new MessageRedactor(tokens, fields, parameters, bodies);
        cleanHeads = bodies.appliesToBodies() ? null : new CleanHeads(namesOfFields(settings));
    }

    private static List<String> namesOfFields(RedactSettings settings) {
        var names = new ArrayList<>(settings.headers());
        if (!settings.cookies().isEmpty()) {
            names.addAll(List.of("cookie", "set-cookie"));
        }
        return names;
    }

    /** The record without its secrets; the same object where it has none. */
    public ProducerRecord<byte[], byte[]> redact(ProducerRecord<byte[], byte[]> record) {
        return isClean(record) ? record : redacted(record);
    }

    private boolean isClean(ProducerRecord<byte[], byte[]> record) {
        return cleanHeads != null
                && cleanHeads.isClean(record.value(), MessageHttp.headLength(record.value()))
                && !tellsMore(record.headers());
    }

    /** Whether something stands beside the message that would have to be looked at. */
    private static boolean tellsMore(Headers headers) {
        for (Header header : headers) {
            switch (header.key()) {
                case CloudEvent.TRAILERS, CloudEvent.SENT_REQUEST, CloudEvent.REASON -> {
                    return true;
                }
                default -> {
                    // Nothing that a client or a backend has said
                }
            }
        }
        return false;
    }

    private ProducerRecord<byte[], byte[]> redacted(ProducerRecord<byte[], byte[]> record) {
        Headers headers = new RecordHeaders(record.headers().toArray());
        byte[] value = record.value();
        boolean bodyChanged = false;
        if (value.length > 0) {
            Message message = messages.redact(value, cutBody(headers));
            value = message.bytes();
            bodyChanged = message.bodyChanged();
            describe(message, headers);
        }
        redactTrailers(headers, bodyChanged);
        redactSentRequest(headers);
        redactReason(headers);
        return new ProducerRecord<>(
                record.topic(), record.partition(), record.timestamp(), record.key(), value, headers);
    }

    private static @Nullable BodyDigest cutBody(Headers headers) {
        String length = CloudEvent.text(headers, CloudEvent.BODY_LENGTH);
        String sha256 = CloudEvent.text(headers, CloudEvent.BODY_SHA256);
        return length == null || sha256 == null ? null : new BodyDigest(Long.parseLong(length), sha256, false);
    }

    private static void describe(Message message, Headers headers) {
        BodyDigest body = message.body();
        if (body != null) {
            CloudEvent.set(headers, CloudEvent.BODY_LENGTH, Long.toString(body.length()));
            headers.remove(CloudEvent.BODY_SHA256);
            CloudEvent.set(headers, body.keyed() ? CloudEvent.BODY_HMAC : CloudEvent.BODY_SHA256, body.hex());
        }
        if (message.withheld() != null) {
            CloudEvent.set(headers, CloudEvent.BODY_WITHHELD, message.withheld().wireName());
        }
        if (message.coding() != null) {
            CloudEvent.set(headers, CloudEvent.BODY_CODING, message.coding());
        }
    }

    private void redactTrailers(Headers headers, boolean bodyChanged) {
        byte[] trailers = CloudEvent.bytes(headers, CloudEvent.TRAILERS);
        if (trailers != null) {
            String lines = new String(trailers, ISO_8859_1);
            headers.remove(CloudEvent.TRAILERS);
            headers.add(CloudEvent.TRAILERS, fields.redact(lines, bodyChanged).getBytes(ISO_8859_1));
        }
    }

    private void redactSentRequest(Headers headers) {
        byte[] sent = CloudEvent.bytes(headers, CloudEvent.SENT_REQUEST);
        if (sent == null) {
            return;
        }
        Message message = messages.redact(sent, cutSentBody(headers));
        headers.remove(CloudEvent.SENT_REQUEST);
        headers.add(CloudEvent.SENT_REQUEST, message.bytes());
        BodyDigest body = message.body();
        if (body != null) {
            CloudEvent.set(headers, CloudEvent.SENT_BODY, body.length() + ":" + body.hex());
        }
    }

    private static @Nullable BodyDigest cutSentBody(Headers headers) {
        String body = CloudEvent.text(headers, CloudEvent.SENT_BODY);
        int colon = body == null ? -1 : body.indexOf(':');
        return body == null || colon < 0
                ? null
                : new BodyDigest(Long.parseLong(body.substring(0, colon)), body.substring(colon + 1), false);
    }

    /** A protocol error may quote the line of the response that was wrong, which begins where something is quoted. */
    private void redactReason(Headers headers) {
        String failure = CloudEvent.text(headers, CloudEvent.FAILURE);
        String reason = CloudEvent.text(headers, CloudEvent.REASON);
        if (reason == null || !FailureKind.PROTOCOL_ERROR.wireName().equals(failure)) {
            return;
        }
        int quote = 0;
        while (quote < reason.length() && "'\":[".indexOf(reason.charAt(quote)) < 0) {
            quote++;
        }
        if (quote < reason.length()) {
            CloudEvent.set(
                    headers, CloudEvent.REASON, reason.substring(0, quote) + tokens.ofText(reason.substring(quote)));
        }
    }
}

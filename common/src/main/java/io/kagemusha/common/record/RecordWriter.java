package io.kagemusha.common.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kagemusha.common.exchange.Failure;
import io.kagemusha.common.exchange.RequestRecord;
import io.kagemusha.common.exchange.ResponseRecord;
import io.kagemusha.common.exchange.Selection;
import io.kagemusha.common.exchange.SentRequest;
import io.kagemusha.common.exchange.Timings;
import io.kagemusha.common.http.Body;
import io.kagemusha.common.http.MessageHttp;
import java.time.Instant;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Writes the records of {@code shadow.requests} and {@code shadow.responses}. Stateless but for the topic names, safe for
 * use by several threads.
 *
 * <p>The {@code …Headers} methods serve a writer that already has the {@code message/http} bytes.
 */
public final class RecordWriter {

    private static final byte[] TRUE = "true".getBytes(UTF_8);
    private static final byte[] FALSE = "false".getBytes(UTF_8);
    private static final byte[] NOTHING = new byte[0];

    private final String requestsTopic;
    private final String responsesTopic;

    public RecordWriter(String requestsTopic, String responsesTopic) {
        this.requestsTopic = requestsTopic;
        this.responsesTopic = responsesTopic;
    }

    public ProducerRecord<byte[], byte[]> write(RequestRecord request) {
        var message = request.request();
        var headers = requestHeaders(request.selection(), request.time(), request.client());
        addBody(
                headers,
                message.body().length(),
                message.body().truncated() ? message.body().sha256() : null);
        addTrailers(headers, message.trailers().isEmpty() ? NOTHING : MessageHttp.encodeFields(message.trailers()));
        return request(request.selection(), headers, MessageHttp.encode(message));
    }

    public ProducerRecord<byte[], byte[]> write(ResponseRecord response) {
        var result = response.result();
        var headers = responseHeaders(
                response.selection(),
                response.backend(),
                response.time(),
                response.reply(),
                result.failure(),
                result.timings());
        var message = result.response();
        if (message != null) {
            addBody(
                    headers,
                    message.body().length(),
                    message.body().truncated() ? message.body().sha256() : null);
            addTrailers(headers, message.trailers().isEmpty() ? NOTHING : MessageHttp.encodeFields(message.trailers()));
        }
        if (result.sent() != null) {
            addSent(headers, result.sent());
        }
        return response(response.selection(), headers, message == null ? NOTHING : MessageHttp.encode(message));
    }

    /** A record for the requests topic from its parts; {@code value} is {@code message/http}. */
    public ProducerRecord<byte[], byte[]> request(Selection selection, Headers headers, byte[] value) {
        return new ProducerRecord<>(
                requestsTopic, null, null, selection.requestId().getBytes(UTF_8), value, headers);
    }

    /** A record for the responses topic from its parts; {@code value} is {@code message/http}, or empty. */
    public ProducerRecord<byte[], byte[]> response(Selection selection, Headers headers, byte[] value) {
        return new ProducerRecord<>(
                responsesTopic, null, null, selection.requestId().getBytes(UTF_8), value, headers);
    }

    /** The headers of a request record whose body is there as a whole. */
    public static Headers requestHeaders(Selection selection, Instant time, String client) {
        var headers = new RecordHeaders();
        begin(headers, selection, selection.requestId(), CloudEvent.REQUEST_TYPE, time);
        add(headers, CloudEvent.CLIENT, client);
        return headers;
    }

    /** The headers of a response record whose body is there as a whole. */
    public static Headers responseHeaders(
            Selection selection,
            String backend,
            Instant time,
            boolean reply,
            @Nullable Failure failure,
            Timings timings) {
        var headers = new RecordHeaders();
        begin(headers, selection, selection.requestId() + '/' + backend, CloudEvent.RESPONSE_TYPE, time);
        add(headers, CloudEvent.BACKEND, backend);
        headers.add(CloudEvent.REPLY, reply ? TRUE : FALSE);
        if (failure != null) {
            add(headers, CloudEvent.FAILURE, failure.kind().wireName());
            if (!failure.reason().isEmpty()) {
                add(headers, CloudEvent.REASON, failure.reason());
            }
        }
        add(headers, CloudEvent.WAITED_MICROS, Long.toString(timings.waitedMicros()));
        add(headers, CloudEvent.FIRST_BYTE_MICROS, Long.toString(timings.firstByteMicros()));
        add(headers, CloudEvent.ELAPSED_MICROS, Long.toString(timings.elapsedMicros()));
        return headers;
    }

    /** Says that the body in the value was cut: its real length and its digest. Does nothing when {@code sha256} is null. */
    public static void addBody(Headers headers, long length, @Nullable String sha256) {
        if (sha256 != null) {
            add(headers, CloudEvent.BODY_LENGTH, Long.toString(length));
            add(headers, CloudEvent.BODY_SHA256, sha256);
        }
    }

    /** Adds trailer field lines; does nothing when there are none. */
    public static void addTrailers(Headers headers, byte[] fieldLines) {
        if (fieldLines.length > 0) {
            headers.add(CloudEvent.TRAILERS, fieldLines);
        }
    }

    /** Adds the request that was really sent. */
    public static void addSent(Headers headers, SentRequest sent) {
        headers.add(CloudEvent.SENT_REQUEST, MessageHttp.encode(sent.message()));
        Body body = sent.message().body();
        if (sent.bodyAsReceived()) {
            add(headers, CloudEvent.SENT_BODY, CloudEvent.AS_RECEIVED);
        } else if (body.truncated()) {
            add(headers, CloudEvent.SENT_BODY, body.length() + ":" + body.sha256());
        }
    }

    private static void begin(Headers headers, Selection selection, String id, String type, Instant time) {
        CloudEvent.begin(
                headers,
                id,
                CloudEvent.SOURCE_PREFIX + selection.node(),
                type,
                EventTime.format(time),
                CloudEvent.MESSAGE_HTTP);
        add(headers, CloudEvent.ROUTE, selection.route());
        add(headers, CloudEvent.BACKENDS, String.join(",", selection.backends()));
        add(headers, CloudEvent.PREFERRED, selection.preferred());
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(UTF_8));
    }
}

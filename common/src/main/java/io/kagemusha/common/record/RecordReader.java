package io.kagemusha.common.record;

import io.kagemusha.common.configuration.Names;
import io.kagemusha.common.exchange.Failure;
import io.kagemusha.common.exchange.FailureKind;
import io.kagemusha.common.exchange.RequestRecord;
import io.kagemusha.common.exchange.ResponseRecord;
import io.kagemusha.common.exchange.Result;
import io.kagemusha.common.exchange.Selection;
import io.kagemusha.common.exchange.SentRequest;
import io.kagemusha.common.exchange.Timings;
import io.kagemusha.common.http.MessageFormatException;
import io.kagemusha.common.http.MessageHttp;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Reads the records that {@link RecordWriter} wrote. Headers that it does not know are passed over, so that a newer
 * writer may add some; an unknown {@code ce_type} is a {@link BadRecordException}.
 */
public final class RecordReader {

    private RecordReader() {}

    /** The selection of a request or response record, read from its headers alone. */
    public static Selection readSelection(@Nullable String key, Headers headers) throws BadRecordException {
        if (key == null || key.isEmpty()) {
            throw new BadRecordException("key: none (expected: the request id)");
        }
        String source = required(headers, CloudEvent.SOURCE);
        try {
            return new Selection(
                    key,
                    source.substring(source.lastIndexOf('/') + 1),
                    name(CloudEvent.ROUTE, required(headers, CloudEvent.ROUTE)),
                    backends(headers),
                    required(headers, CloudEvent.PREFERRED));
        } catch (IllegalArgumentException e) {
            throw new BadRecordException(String.valueOf(e.getMessage()), e);
        }
    }

    private static List<String> backends(Headers headers) throws BadRecordException {
        String[] names = required(headers, CloudEvent.BACKENDS).split(",", Selection.MOST_BACKENDS + 1);
        if (names.length > Selection.MOST_BACKENDS) {
            throw new BadRecordException(CloudEvent.BACKENDS + ": more than " + Selection.MOST_BACKENDS
                    + " names (expected: at most as many)");
        }
        for (String name : names) {
            name(CloudEvent.BACKENDS, name);
        }
        return List.of(names);
    }

    private static String name(String header, String text) throws BadRecordException {
        if (Names.NAME.parser().parse(text) == null) {
            throw new BadRecordException(header + ": " + text + " (expected: " + Names.NAME.expected() + ")");
        }
        return text;
    }

    /** The backend that a response record is about, read from its headers alone. */
    public static String readBackend(Headers headers) throws BadRecordException {
        return required(headers, CloudEvent.BACKEND);
    }

    /**
     * How much time the node's monotonic clock had counted since the client's request when a response record was made, read
     * from its headers alone; zero where they do not say, or cannot be read.
     */
    public static Duration readAge(Headers headers) {
        try {
            Timings timings = timings(headers);
            return Duration.of(timings.waitedMicros(), ChronoUnit.MICROS)
                    .plus(timings.elapsedMicros(), ChronoUnit.MICROS);
        } catch (BadRecordException | IllegalArgumentException e) {
            return Duration.ZERO;
        }
    }

    /**
     * Reads a request record.
     *
     * @throws BadRecordException when this is none
     */
    public static RequestRecord readRequest(@Nullable String key, Headers headers, byte @Nullable [] value)
            throws BadRecordException {
        checkType(headers, CloudEvent.REQUEST_TYPE);
        return readRequest(readSelection(key, headers), headers, value);
    }

    /** Reads a request record of which type and selection have been read. */
    public static RequestRecord readRequest(Selection selection, Headers headers, byte @Nullable [] value)
            throws BadRecordException {
        try {
            return new RequestRecord(
                    selection,
                    time(headers),
                    required(headers, CloudEvent.CLIENT),
                    MessageHttp.decodeRequest(
                            valueOf(value),
                            number(headers, CloudEvent.BODY_LENGTH),
                            digest(headers),
                            trailers(headers)));
        } catch (MessageFormatException e) {
            throw new BadRecordException(String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Reads a response record.
     *
     * @throws BadRecordException when this is none
     */
    public static ResponseRecord readResponse(@Nullable String key, Headers headers, byte @Nullable [] value)
            throws BadRecordException {
        checkType(headers, CloudEvent.RESPONSE_TYPE);
        return readResponse(readSelection(key, headers), headers, value);
    }

    /** Reads a response record of which type and selection have been read. */
    public static ResponseRecord readResponse(Selection selection, Headers headers, byte @Nullable [] value)
            throws BadRecordException {
        try {
            byte[] message = valueOf(value);
            var response = message.length == 0
                    ? null
                    : MessageHttp.decodeResponse(
                            message, number(headers, CloudEvent.BODY_LENGTH), digest(headers), trailers(headers));
            return new ResponseRecord(
                    selection,
                    readBackend(headers),
                    time(headers),
                    Boolean.parseBoolean(required(headers, CloudEvent.REPLY)),
                    new Result(response, failure(headers), timings(headers), sent(headers)));
        } catch (IllegalArgumentException | MessageFormatException e) {
            throw new BadRecordException(String.valueOf(e.getMessage()), e);
        }
    }

    private static void checkType(Headers headers, String expected) throws BadRecordException {
        String type = required(headers, CloudEvent.TYPE);
        if (!type.equals(expected)) {
            throw new BadRecordException(CloudEvent.TYPE + ": " + type + " (expected: " + expected + ")");
        }
    }

    private static @Nullable Failure failure(Headers headers) throws BadRecordException {
        String name = CloudEvent.text(headers, CloudEvent.FAILURE);
        if (name == null) {
            return null;
        }
        FailureKind kind = FailureKind.ofWireName(name);
        if (kind == null) {
            throw new BadRecordException(CloudEvent.FAILURE + ": " + name + " (expected: the name of a failure)");
        }
        String reason = CloudEvent.text(headers, CloudEvent.REASON);
        return new Failure(kind, reason == null ? "" : reason);
    }

    private static Timings timings(Headers headers) throws BadRecordException {
        Long waited = number(headers, CloudEvent.WAITED_MICROS);
        Long firstByte = number(headers, CloudEvent.FIRST_BYTE_MICROS);
        Long elapsed = number(headers, CloudEvent.ELAPSED_MICROS);
        return new Timings(
                waited == null ? 0 : waited, firstByte == null ? 0 : firstByte, elapsed == null ? 0 : elapsed);
    }

    private static @Nullable SentRequest sent(Headers headers) throws BadRecordException {
        byte[] message = CloudEvent.bytes(headers, CloudEvent.SENT_REQUEST);
        if (message == null) {
            return null;
        }
        Long length = null;
        String sha256 = null;
        String body = CloudEvent.text(headers, CloudEvent.SENT_BODY);
        boolean asReceived = CloudEvent.AS_RECEIVED.equals(body);
        if (body != null && !asReceived) {
            int colon = body.indexOf(':');
            length = parse(CloudEvent.SENT_BODY, body.substring(0, Math.max(0, colon)));
            sha256 = body.substring(colon + 1);
        }
        var none = new io.kagemusha.common.http.Headers();
        return new SentRequest(MessageHttp.decodeRequest(message, length, sha256, none), asReceived);
    }

    private static io.kagemusha.common.http.Headers trailers(Headers headers) {
        byte[] fields = CloudEvent.bytes(headers, CloudEvent.TRAILERS);
        return fields == null ? new io.kagemusha.common.http.Headers() : MessageHttp.decodeFields(fields);
    }

    private static Instant time(Headers headers) throws BadRecordException {
        String text = required(headers, CloudEvent.TIME);
        try {
            return EventTime.parse(text);
        } catch (DateTimeException e) {
            throw new BadRecordException(CloudEvent.TIME + ": " + text + " (expected: an RFC 3339 time in UTC)", e);
        }
    }

    private static @Nullable String digest(Headers headers) {
        String sha256 = CloudEvent.text(headers, CloudEvent.BODY_SHA256);
        return sha256 == null ? CloudEvent.text(headers, CloudEvent.BODY_HMAC) : sha256;
    }

    private static @Nullable Long number(Headers headers, String name) throws BadRecordException {
        String text = CloudEvent.text(headers, name);
        return text == null ? null : parse(name, text);
    }

    private static Long parse(String name, String text) throws BadRecordException {
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException e) {
            throw new BadRecordException(name + ": " + text + " (expected: a whole number)", e);
        }
    }

    private static byte[] valueOf(byte @Nullable [] value) throws BadRecordException {
        if (value == null) {
            throw new BadRecordException("value: null (expected: message/http)");
        }
        return value;
    }

    private static String required(Headers headers, String name) throws BadRecordException {
        String text = CloudEvent.text(headers, name);
        if (text == null) {
            throw new BadRecordException(name + ": none (expected: a value)");
        }
        return text;
    }
}

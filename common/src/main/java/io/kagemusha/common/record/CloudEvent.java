package io.kagemusha.common.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Names of the record headers: CloudEvents 1.0 attributes in Kafka's binary content mode ({@code ce_} and the name), and
 * what is no CloudEvents attribute because it is bytes.
 */
public final class CloudEvent {

    public static final String REQUEST_TYPE = "io.kagemusha.request.v1";
    public static final String RESPONSE_TYPE = "io.kagemusha.response.v1";
    public static final String MISMATCH_TYPE = "io.kagemusha.mismatch.v1";
    public static final String OUTCOME_TYPE = "io.kagemusha.outcome.v1";

    public static final String SPEC_VERSION = "ce_specversion";
    public static final String ID = "ce_id";
    public static final String SOURCE = "ce_source";
    public static final String TYPE = "ce_type";
    public static final String TIME = "ce_time";
    public static final String CONTENT_TYPE = "content-type";

    public static final String ROUTE = "ce_route";
    static final String BACKENDS = "ce_backends";
    static final String PREFERRED = "ce_preferred";
    static final String CLIENT = "ce_client";
    public static final String BACKEND = "ce_backend";
    static final String REPLY = "ce_reply";
    public static final String FAILURE = "ce_failure";
    public static final String REASON = "ce_reason";
    static final String WAITED_MICROS = "ce_waitedmicros";
    static final String FIRST_BYTE_MICROS = "ce_firstbytemicros";
    static final String ELAPSED_MICROS = "ce_elapsedmicros";
    /** The body's real length, where it is not there as a whole. */
    public static final String BODY_LENGTH = "ce_bodylength";
    /** The whole body's SHA-256 in hexadecimal, where it was cut. */
    public static final String BODY_SHA256 = "ce_bodysha256";
    /** In place of that a keyed digest of the whole body, where the node redacts bodies. */
    public static final String BODY_HMAC = "ce_bodyhmac";
    /** Why the body is not there, where it should have been redacted and could not be. */
    public static final String BODY_WITHHELD = "ce_bodywithheld";
    /** The content coding that the body had before it was redacted and coded anew as {@code gzip}. */
    public static final String BODY_CODING = "ce_bodycoding";
    /** {@code true} where the head was left out because Kafka takes no record as large as it is. */
    public static final String HEAD_CUT = "ce_headcut";
    /** Trailer field lines. */
    public static final String TRAILERS = "trailers";
    /** The request really sent, {@code message/http}, where it was munged. */
    public static final String SENT_REQUEST = "sent-request";
    /**
     * Of the body that belongs to {@link #SENT_REQUEST}: {@link #AS_RECEIVED}, or where it was cut its full length and
     * digest as {@code length:sha256}.
     */
    public static final String SENT_BODY = "sent-body";

    static final String AS_RECEIVED = "as-received";

    public static final String SOURCE_PREFIX = "/kagemusha/nodes/";
    static final String MESSAGE_HTTP = "message/http";

    private CloudEvent() {}

    /** The attribute or header as text, or null where the record has none. */
    public static @Nullable String text(Headers headers, String name) {
        byte[] value = bytes(headers, name);
        return value == null ? null : new String(value, UTF_8);
    }

    /** The header's value, or null where the record has none, or has one that is null as Kafka allows. */
    public static byte @Nullable [] bytes(Headers headers, String name) {
        var header = headers.lastHeader(name);
        return header == null ? null : header.value();
    }

    /** Puts the text in the place of the header's value, or adds it. */
    public static void set(Headers headers, String name, String text) {
        headers.remove(name);
        headers.add(name, text.getBytes(UTF_8));
    }

    /** Puts the attributes that every event has, in this order: specversion, id, source, type, time, content-type. */
    public static void begin(Headers headers, String id, String source, String type, String time, String contentType) {
        headers.add(SPEC_VERSION, SPEC_VERSION_1_0);
        headers.add(ID, id.getBytes(UTF_8));
        headers.add(SOURCE, source.getBytes(UTF_8));
        headers.add(TYPE, type.getBytes(UTF_8));
        headers.add(TIME, time.getBytes(UTF_8));
        headers.add(CONTENT_TYPE, contentType.getBytes(UTF_8));
    }

    private static final byte[] SPEC_VERSION_1_0 = {'1', '.', '0'};
}

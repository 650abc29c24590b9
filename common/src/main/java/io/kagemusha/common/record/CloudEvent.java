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
    static final String FAILURE = "ce_failure";
    static final String REASON = "ce_reason";
    static final String WAITED_MICROS = "ce_waitedmicros";
    static final String FIRST_BYTE_MICROS = "ce_firstbytemicros";
    static final String ELAPSED_MICROS = "ce_elapsedmicros";
    /** The body's real length, where it was cut. */
    static final String BODY_LENGTH = "ce_bodylength";
    /** The whole body's digest in hexadecimal, where it was cut. */
    static final String BODY_SHA256 = "ce_bodysha256";
    /** Trailer field lines. */
    static final String TRAILERS = "trailers";
    /** The request really sent, {@code message/http}, where it was munged. */
    static final String SENT_REQUEST = "sent-request";
    /**
     * Of the body that belongs to {@link #SENT_REQUEST}: {@link #AS_RECEIVED}, or where it was cut its full length and
     * digest as {@code length:sha256}.
     */
    static final String SENT_BODY = "sent-body";

    static final String AS_RECEIVED = "as-received";

    static final String SOURCE_PREFIX = "/kagemusha/nodes/";
    static final String MESSAGE_HTTP = "message/http";

    private CloudEvent() {}

    /** The attribute or header as text, or null where the record has none. */
    public static @Nullable String text(Headers headers, String name) {
        var header = headers.lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), UTF_8);
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

package io.kagemusha.proxy.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the proxy itself adds to a request on its way (RFC 9110, 7.6.3; the de-facto {@code X-Forwarded-*} fields).
 *
 * @param client the client's address without port
 * @param scheme of the client's connection, {@code http} or {@code https}
 */
public record ForwardedRequest(String requestId, String client, String scheme) {

    /** Names the shadow in its own requests, and tells every proxy node not to shadow them again. */
    public static final String SHADOW_HEADER = "x-shadow-backend";

    private static final String FORWARDED_FOR = "x-forwarded-for";
    private static final String FORWARDED_PROTO = "x-forwarded-proto";
    private static final String FORWARDED_HOST = "x-forwarded-host";
    private static final String REQUEST_ID = "x-request-id";

    private static final Set<String> REPLACED = FieldNames.of(FORWARDED_FOR);

    /**
     * Writes the head for one backend.
     *
     * @param target as that backend shall see it
     * @param host becomes the {@code Host} field; null where the request has one
     * @param shadow the backend's name when it is a shadow, else null
     */
    public void write(ByteBuf out, RequestHead head, String target, @Nullable String host, @Nullable String shadow) {
        HttpHeaders headers = head.headers();
        HeadWriter.requestLine(out, head.method(), target, "HTTP/1.1");
        if (host != null) {
            HeadWriter.field(out, HttpHeaderNames.HOST, host);
        }
        HeadWriter.fieldsForwarded(out, headers, REPLACED, Set.of());
        HeadWriter.field(out, FORWARDED_FOR, appended(headers.getAll(FORWARDED_FOR)));
        addUnlessThere(out, headers, FORWARDED_PROTO, scheme);
        String received = headers.get(HttpHeaderNames.HOST);
        if (received != null) {
            addUnlessThere(out, headers, FORWARDED_HOST, received);
        }
        addUnlessThere(out, headers, REQUEST_ID, requestId);
        HeadWriter.field(out, HttpHeaderNames.VIA, head.http10() ? "1.0 kagemusha" : "1.1 kagemusha");
        if (shadow != null) {
            HeadWriter.field(out, SHADOW_HEADER, shadow);
        }
        if (head.framing() == BodyFraming.CHUNKED) {
            HeadWriter.chunked(out);
        }
        HeadWriter.end(out);
    }

    private String appended(Iterable<String> hops) {
        String before = String.join(", ", hops);
        return before.isEmpty() ? client : before + ", " + client;
    }

    private static void addUnlessThere(ByteBuf out, HttpHeaders headers, String name, String value) {
        if (!headers.contains(name)) {
            HeadWriter.field(out, name, value);
        }
    }
}

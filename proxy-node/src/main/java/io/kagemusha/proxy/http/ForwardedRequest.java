package io.kagemusha.proxy.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
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
    private static final Set<String> REPLACED_IN_HTTP2 = FieldNames.of(FORWARDED_FOR, "host");

    /**
     * Writes the head for one backend.
     *
     * @param target as that backend shall see it
     * @param host becomes the {@code Host} field; null where the request has one
     * @param shadow the backend's name when it is a shadow, else null
     */
    public void write(ByteBuf out, RequestHead head, String target, @Nullable String host, @Nullable String shadow) {
        HeadWriter.requestLine(out, head.method(), target, "HTTP/1.1");
        if (host != null) {
            HeadWriter.field(out, HttpHeaderNames.HOST, host);
        }
        fields(out, HeadWriter::field, head, REPLACED, shadow);
        if (head.framing() == BodyFraming.CHUNKED) {
            HeadWriter.chunked(out);
        }
        HeadWriter.end(out);
    }

    /**
     * The head for one backend of HTTP/2 (RFC 9113, 8.3.1).
     *
     * @param origin scheme and authority of the backend; a {@code Host} field stands above the latter
     * @param target as that backend shall see it
     * @param shadow the backend's name when it is a shadow, else null
     */
    public Http2Headers http2(RequestHead head, Origin origin, String target, @Nullable String shadow) {
        HttpHeaders headers = head.headers();
        String host = headers.get(HttpHeaderNames.HOST);
        Http2Headers out = new DefaultHttp2Headers(false)
                .method(head.method())
                .scheme(origin.scheme())
                .authority(host == null ? origin.authority() : host)
                .path(target);
        fields(out, Http2Fields::add, head, REPLACED_IN_HTTP2, shadow);
        if (headers.containsValue(HttpHeaderNames.TE, HttpHeaderValues.TRAILERS, true)) {
            // RFC 9113, 8.2.2: the one value that is allowed; without it gRPC refuses a request
            out.add(HttpHeaderNames.TE, HttpHeaderValues.TRAILERS);
        }
        return out;
    }

    private <T> void fields(
            T out, FieldOutput<T> output, RequestHead head, Set<String> replaced, @Nullable String shadow) {
        HttpHeaders headers = head.headers();
        HopByHop.forward(out, output, headers, replaced, Set.of());
        output.field(out, FORWARDED_FOR, appended(headers.getAll(FORWARDED_FOR)));
        addUnlessThere(out, output, headers, FORWARDED_PROTO, scheme);
        String received = headers.get(HttpHeaderNames.HOST);
        if (received != null) {
            addUnlessThere(out, output, headers, FORWARDED_HOST, received);
        }
        addUnlessThere(out, output, headers, REQUEST_ID, requestId);
        output.field(out, HttpHeaderNames.VIA, head.http10() ? "1.0 kagemusha" : "1.1 kagemusha");
        if (shadow != null) {
            output.field(out, SHADOW_HEADER, shadow);
        }
    }

    private String appended(Iterable<String> hops) {
        String before = String.join(", ", hops);
        return before.isEmpty() ? client : before + ", " + client;
    }

    private static <T> void addUnlessThere(
            T out, FieldOutput<T> output, HttpHeaders headers, String name, String value) {
        if (!headers.contains(name)) {
            output.field(out, name, value);
        }
    }
}

package io.kagemusha.proxy.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the proxy itself adds to a request on its way (RFC 9110, 7.6.3; the de-facto {@code X-Forwarded-*} fields). What the
 * client says of that kind goes on only where it is a trusted proxy (RFC 7239, 8.1).
 *
 * @param client the client's address without port
 * @param scheme of the client's connection, {@code http} or {@code https}
 */
public record ForwardedRequest(String requestId, String client, String scheme, TrustedProxies proxies) {

    /** Names the shadow in its own requests, and tells every proxy node not to shadow them again. */
    public static final String SHADOW_HEADER = "x-shadow-backend";

    private static final AsciiString FORWARDED = AsciiString.cached("forwarded");
    private static final AsciiString FORWARDED_FOR = AsciiString.cached("x-forwarded-for");
    private static final AsciiString FORWARDED_PROTO = AsciiString.cached("x-forwarded-proto");
    private static final AsciiString FORWARDED_HOST = AsciiString.cached("x-forwarded-host");
    private static final AsciiString REQUEST_ID = AsciiString.cached("x-request-id");

    private static final Set<String> REPLACED = FieldNames.of(FORWARDED_FOR);
    private static final Set<String> UNTRUSTED =
            FieldNames.of(FORWARDED_FOR, FORWARDED_PROTO, FORWARDED_HOST, FORWARDED);

    /**
     * Writes the head for one backend.
     *
     * @param target as that backend shall see it
     * @param host becomes the {@code Host} field; null for that of the request
     * @param shadow the backend's name when it is a shadow, else null
     */
    public void write(ByteBuf out, RequestHead head, String target, @Nullable String host, @Nullable String shadow) {
        HeadWriter.requestLine(out, head.method(), target, "HTTP/1.1");
        if (host != null) {
            HeadWriter.field(out, HttpHeaderNames.HOST, host);
        }
        fields(out, host == null ? HeadWriter::field : ForwardedRequest::fieldButHost, head, shadow);
        if (head.asksForTunnel()) {
            Upgrades.write(out, Upgrades.protocols(head.headers()));
        }
        if (head.framing() == BodyFraming.CHUNKED) {
            HeadWriter.chunked(out);
        }
        HeadWriter.end(out);
    }

    /**
     * The head for one backend of HTTP/2 (RFC 9113, 8.3.1).
     *
     * @param origin scheme and authority of the backend
     * @param keepHost whether the request's {@code Host} field stands above the latter
     * @param target as that backend shall see it
     * @param shadow the backend's name when it is a shadow, else null
     */
    public Http2Headers http2(
            RequestHead head, Origin origin, boolean keepHost, String target, @Nullable String shadow) {
        HttpHeaders headers = head.headers();
        String host = keepHost ? headers.get(HttpHeaderNames.HOST) : null;
        Http2Headers out = new DefaultHttp2Headers(false)
                .method(head.method())
                .scheme(origin.scheme())
                .authority(host == null || host.isEmpty() ? origin.authority() : host)
                .path(target);
        fields(out, ForwardedRequest::http2Field, head, shadow);
        if (headers.containsValue(HttpHeaderNames.TE, HttpHeaderValues.TRAILERS, true)) {
            // RFC 9113, 8.2.2: the one value that is allowed; without it gRPC refuses a request
            out.add(HttpHeaderNames.TE, HttpHeaderValues.TRAILERS);
        }
        return out;
    }

    private static void fieldButHost(ByteBuf out, CharSequence name, CharSequence value) {
        if (!HttpHeaderNames.HOST.contentEqualsIgnoreCase(name)) {
            HeadWriter.field(out, name, value);
        }
    }

    /** The authority stands in place of the {@code Host} field (RFC 9113, 8.3.1). */
    private static void http2Field(Http2Headers out, CharSequence name, CharSequence value) {
        if (!HttpHeaderNames.HOST.contentEqualsIgnoreCase(name)) {
            Http2Fields.add(out, name, value);
        }
    }

    private <T> void fields(T out, FieldOutput<T> output, RequestHead head, @Nullable String shadow) {
        HttpHeaders headers = head.headers();
        writeOrigin(out, output, headers);
        if (!headers.contains(REQUEST_ID)) {
            output.field(out, REQUEST_ID, requestId);
        }
        output.field(out, HttpHeaderNames.VIA, head.via());
        if (shadow != null) {
            output.field(out, SHADOW_HEADER, shadow);
        }
    }

    private <T> void writeOrigin(T out, FieldOutput<T> output, HttpHeaders headers) {
        boolean told = saysWhoIsBehind(headers);
        boolean trusted = told && proxies.trust(client);
        HopByHop.forward(out, output, headers, told && !trusted ? UNTRUSTED : REPLACED, Set.of());
        output.field(out, FORWARDED_FOR, trusted ? appended(headers.getAll(FORWARDED_FOR)) : client);
        if (!trusted || !headers.contains(FORWARDED_PROTO)) {
            output.field(out, FORWARDED_PROTO, scheme);
        }
        String host = headers.get(HttpHeaderNames.HOST);
        if (host != null && (!trusted || !headers.contains(FORWARDED_HOST))) {
            output.field(out, FORWARDED_HOST, host);
        }
    }

    private static boolean saysWhoIsBehind(HttpHeaders headers) {
        return headers.contains(FORWARDED_FOR)
                || headers.contains(FORWARDED_PROTO)
                || headers.contains(FORWARDED_HOST)
                || headers.contains(FORWARDED);
    }

    private String appended(Iterable<String> hops) {
        String before = String.join(", ", hops);
        return before.isEmpty() ? client : before + ", " + client;
    }
}

package io.kagemusha.proxy.http;

import io.kagemusha.common.configuration.MessageLimits;
import io.kagemusha.common.http.FieldSyntax;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request of HTTP/2 as the rest of the node knows requests: with a {@code Host} field for {@code :authority}, and one
 * {@code Cookie} field (RFC 9113, 8.2.3). Netty's decoder has checked names, the number and order of pseudo-header fields
 * and that no field concerns the connection; what else RFC 9113, 8.2 and 8.3 and this node ask is checked here.
 */
public final class Http2Request {

    public static final String VERSION = "HTTP/2.0";

    private static final String PROTOCOL = ":protocol";

    private Http2Request() {}

    /**
     * Checks a decoded head.
     *
     * @param end whether the request has neither body nor trailers
     * @throws RequestRefusedException when it must not be forwarded
     */
    public static RequestHead check(Http2Headers received, boolean end, MessageLimits limits)
            throws RequestRefusedException {
        String method = text(received.method());
        if (!FieldSyntax.isToken(method)) {
            throw new RequestRefusedException(400, "method: not a token");
        }
        if (method.equals("CONNECT")) {
            throw new RequestRefusedException(501, "method: CONNECT (this is no forward proxy)");
        }
        if (received.contains(PROTOCOL)) {
            throw new RequestRefusedException(400, ":protocol: " + method + " (expected: CONNECT)");
        }
        checkScheme(text(received.scheme()));
        String path = text(received.path());
        if (method.length() + path.length() > limits.requestLine()) {
            throw new RequestRefusedException(414, ":path: too long");
        }
        HttpHeaders headers = fields(received, host(received));
        BodyFraming framing = framing(headers, end);
        if (framing == BodyFraming.LENGTH
                && limits.isTooLong(Long.parseLong(headers.get(HttpHeaderNames.CONTENT_LENGTH)))) {
            throw RequestRules.tooLong(limits);
        }
        return new RequestHead(method, target(method, path), VERSION, headers, framing);
    }

    /** Who ended TLS before this node may know better than the connection, so that either scheme is right. */
    private static void checkScheme(String scheme) throws RequestRefusedException {
        if (!scheme.equalsIgnoreCase("http") && !scheme.equalsIgnoreCase("https")) {
            throw new RequestRefusedException(400, ":scheme: neither http nor https");
        }
    }

    private static String target(String method, String path) throws RequestRefusedException {
        if (!path.startsWith("/") && !path.equals("*")) {
            throw new RequestRefusedException(400, ":path: does not begin with a slash");
        }
        return RequestRules.target(method, path);
    }

    /** RFC 9113, 8.3.1: {@code :authority}, or else {@code Host}; where there are both they say the same. */
    private static String host(Http2Headers received) throws RequestRefusedException {
        List<CharSequence> hosts = received.getAll(HttpHeaderNames.HOST);
        String authority = text(received.authority());
        String host = hosts.isEmpty() ? authority : text(hosts.get(0));
        if (hosts.size() > 1 || (!authority.isEmpty() && !authority.equalsIgnoreCase(host))) {
            throw new RequestRefusedException(400, "host: another than :authority");
        }
        if (host.isEmpty() || !RequestRules.isHost(host)) {
            throw new RequestRefusedException(400, ":authority: not a host with an optional port");
        }
        return host;
    }

    private static HttpHeaders fields(Http2Headers received, String host) throws RequestRefusedException {
        HttpHeaders fields = Http2Fields.newHeaders();
        fields.add(HttpHeaderNames.HOST, host);
        boolean cookie = false;
        for (Map.Entry<CharSequence, CharSequence> field : received) {
            CharSequence name = field.getKey();
            if (Http2Fields.isPadded(field.getValue())) {
                throw new RequestRefusedException(400, name + ": begins or ends with white space");
            }
            if (HttpHeaderNames.COOKIE.contentEquals(name)) {
                if (!cookie) {
                    fields.add(HttpHeaderNames.COOKIE, String.join("; ", received.getAll(HttpHeaderNames.COOKIE)));
                }
                cookie = true;
            } else if (name.charAt(0) != ':' && !HttpHeaderNames.HOST.contentEquals(name)) {
                fields.add(name, field.getValue());
            }
        }
        return fields;
    }

    /** That the body has the announced length Netty's decoder sees to. */
    private static BodyFraming framing(HttpHeaders headers, boolean end) {
        String length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
        if (end || "0".equals(length)) {
            return BodyFraming.NONE;
        }
        return length == null ? BodyFraming.CHUNKED : BodyFraming.LENGTH;
    }

    /** One character a byte. */
    private static String text(@Nullable CharSequence value) {
        return value == null ? "" : AsciiString.of(value).toString();
    }
}

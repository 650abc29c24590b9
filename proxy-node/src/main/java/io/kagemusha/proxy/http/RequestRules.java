package io.kagemusha.proxy.http;

import io.kagemusha.common.configuration.MessageLimits;
import io.kagemusha.common.http.FieldSyntax;
import io.kagemusha.common.http.RequestTarget;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.List;

/**
 * What a request must be to be forwarded. Whatever RFC 9112 leaves open to two readings is refused, so that no backend
 * reads a request in another way than this node did.
 */
public final class RequestRules {

    private static final String HOST_MARKS = ".-_~:[]%!$&'()*+,;=";

    /** RFC 1035, 2.3.4. */
    private static final int MAX_HOST = 255;

    private RequestRules() {}

    /**
     * Checks a decoded request.
     *
     * @throws RequestRefusedException when it must not be forwarded
     */
    public static RequestHead check(HttpRequest request, MessageLimits limits) throws RequestRefusedException {
        if (request.decoderResult().isFailure()) {
            throw refusal(request.decoderResult().cause());
        }
        HttpVersion version = request.protocolVersion();
        if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
            throw new RequestRefusedException(505, "version: " + version + " (expected: HTTP/1.0 or HTTP/1.1)");
        }
        String method = request.method().name();
        if (!FieldSyntax.isToken(method)) {
            throw new RequestRefusedException(400, "method: not a token");
        }
        if (method.equals("CONNECT")) {
            throw new RequestRefusedException(501, "method: CONNECT (this is no forward proxy)");
        }
        checkHost(request.headers(), version);
        String target = target(method, request.uri());
        String authority = RequestTarget.authority(target);
        if (authority != null) {
            replaceHost(request.headers(), authority);
        }
        BodyFraming framing = Upgrades.isAsked(request) ? BodyFraming.TUNNEL : framing(request.headers(), version);
        if (framing == BodyFraming.LENGTH && limits.isTooLong(HttpUtil.getContentLength(request, 0L))) {
            throw tooLong(limits);
        }
        return new RequestHead(method, target, version.text(), request.headers(), framing);
    }

    private static void checkHost(HttpHeaders headers, HttpVersion version) throws RequestRefusedException {
        List<String> hosts = headers.getAll(HttpHeaderNames.HOST);
        // RFC 9112, 3.2
        if (hosts.size() > 1 || (hosts.isEmpty() && version.equals(HttpVersion.HTTP_1_1))) {
            throw new RequestRefusedException(400, "host: " + hosts.size() + " of them (expected: one)");
        }
        if (hosts.size() == 1 && !isHost(hosts.get(0))) {
            throw new RequestRefusedException(400, "host: not a host with an optional port");
        }
    }

    /** RFC 9112, 3.2.2: the authority of an absolute-form target stands above the {@code Host} field. */
    private static void replaceHost(HttpHeaders headers, String authority) throws RequestRefusedException {
        if (authority.isEmpty() || !isHost(authority)) {
            throw new RequestRefusedException(400, "target: not a host with an optional port");
        }
        if (!authority.equals(headers.get(HttpHeaderNames.HOST))) {
            headers.set(HttpHeaderNames.HOST, authority);
        }
    }

    /** Whether it is a host and perhaps a port (RFC 3986, 3.2.2 and 3.2.3); nothing is a host too (RFC 9112, 3.2). */
    static boolean isHost(String text) {
        int end = text.startsWith("[") ? text.indexOf(']') + 1 : text.indexOf(':');
        if (end < 0) {
            end = text.length();
        }
        if ((text.startsWith("[") && end == 0) || end > MAX_HOST) {
            return false;
        }
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            boolean alphanumeric = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!alphanumeric && HOST_MARKS.indexOf(c) < 0) {
                return false;
            }
        }
        return end == text.length() || (text.charAt(end) == ':' && isDigitsOrNothing(text, end + 1));
    }

    static String target(String method, String target) throws RequestRefusedException {
        boolean asterisk = target.equals("*") && method.equals("OPTIONS");
        boolean absolute =
                target.regionMatches(true, 0, "http://", 0, 7) || target.regionMatches(true, 0, "https://", 0, 8);
        if (!asterisk && !absolute && !target.startsWith("/")) {
            throw new RequestRefusedException(400, "target: neither a path nor an absolute URI");
        }
        for (int i = 0; i < target.length(); i++) {
            if (target.charAt(i) <= ' ' || target.charAt(i) == 0x7f) {
                throw new RequestRefusedException(400, "target: has a control character");
            }
        }
        return target;
    }

    private static BodyFraming framing(HttpHeaders headers, HttpVersion version) throws RequestRefusedException {
        List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
        List<String> lengths = headers.getAll(HttpHeaderNames.CONTENT_LENGTH);
        if (codings.isEmpty()) {
            if (lengths.isEmpty()) {
                return BodyFraming.NONE;
            }
            if (lengths.size() > 1 || lengths.get(0).isEmpty() || !isDigitsOrNothing(lengths.get(0), 0)) {
                throw new RequestRefusedException(400, "content-length: not one whole number");
            }
            return lengths.get(0).matches("0+") ? BodyFraming.NONE : BodyFraming.LENGTH;
        }
        // RFC 9112, 6.1: a message with both, or a coding in HTTP/1.0, is suspect
        if (!lengths.isEmpty() || version.equals(HttpVersion.HTTP_1_0)) {
            throw new RequestRefusedException(400, "transfer-encoding: together with content-length or HTTP/1.0");
        }
        if (codings.size() > 1 || !codings.get(0).equalsIgnoreCase("chunked")) {
            throw new RequestRefusedException(400, "transfer-encoding: not exactly chunked");
        }
        return BodyFraming.CHUNKED;
    }

    private static boolean isDigitsOrNothing(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    /** Why a body that is longer than it may be is not taken. */
    public static RequestRefusedException tooLong(MessageLimits limits) {
        return new RequestRefusedException(413, "body: more than " + limits.requestBody() + " bytes");
    }

    private static RequestRefusedException refusal(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return new RequestRefusedException(414, "request line: too long");
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return new RequestRefusedException(431, "header section: too long");
        }
        return new RequestRefusedException(400, "request: not valid HTTP");
    }
}

package io.kagemusha.proxy.http;

import io.netty.handler.codec.http.HttpHeaders;

/**
 * The head of a request, checked by {@link RequestRules}. It is only read: what differs for a backend is made in a copy
 * or while writing.
 *
 * @param target as received, one character a byte
 * @param version {@code HTTP/1.0}, {@code HTTP/1.1} or {@code HTTP/2.0}
 * @param headers as received
 */
public record RequestHead(String method, String target, String version, HttpHeaders headers, BodyFraming framing) {

    /** Whether sending it twice is as good as once (RFC 9110, 9.2.2). */
    public boolean idempotent() {
        return switch (method) {
            case "GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE" -> true;
            default -> false;
        };
    }

    /** Whether a body belongs to it. */
    public boolean hasBody() {
        return framing == BodyFraming.LENGTH || framing == BodyFraming.CHUNKED;
    }

    /** Whether it asks for another protocol, so that what follows it may be no HTTP. */
    public boolean asksForTunnel() {
        return framing == BodyFraming.TUNNEL;
    }

    /** What the {@code Via} field says of it (RFC 9110, 7.6.3). */
    String via() {
        return switch (version) {
            case "HTTP/1.0" -> "1.0 kagemusha";
            case Http2Request.VERSION -> "2.0 kagemusha";
            default -> "1.1 kagemusha";
        };
    }

    boolean http10() {
        return version.equals("HTTP/1.0");
    }
}

package io.kagemusha.common.http;

/**
 * A request.
 *
 * @param target the request target, byte for byte as sent, one character a byte (ISO-8859-1)
 * @param version as on the wire, {@code HTTP/1.1}
 */
public record RequestMessage(
        String method, String target, String version, Headers headers, Body body, Headers trailers) {

    /** The target's path: without scheme and authority, query and fragment. */
    public String path() {
        return RequestTarget.path(target);
    }
}

package io.kagemusha.proxy.http;

/** How the end of a body is told (RFC 9112, 6.3). */
public enum BodyFraming {
    /** There is no body. */
    NONE,
    /** By {@code Content-Length}. */
    LENGTH,
    /** By the chunked transfer coding. */
    CHUNKED,
    /** By the end of the connection. */
    CLOSE,
    /** None: what follows the head is another protocol's, up to the end of the connection (RFC 9110, 7.8). */
    TUNNEL
}

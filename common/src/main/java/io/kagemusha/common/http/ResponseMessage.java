package io.kagemusha.common.http;

/**
 * A response.
 *
 * @param status 100 to 599
 * @param reason the reason phrase, may be empty
 * @param version as on the wire, {@code HTTP/1.1}
 */
public record ResponseMessage(
        int status, String reason, String version, Headers headers, Body body, Headers trailers) {}

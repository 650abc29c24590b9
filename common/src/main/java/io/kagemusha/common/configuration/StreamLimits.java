package io.kagemusha.common.configuration;

/**
 * What a client may ask of one connection of HTTP/2.
 *
 * @param streams requests under way at a time
 * @param window bytes of one request's body that the client may send ahead of what a backend has taken
 * @param resets requests that the client may take back within 30 seconds
 */
public record StreamLimits(int streams, int window, int resets) {

    public static final StreamLimits DEFAULT = new StreamLimits(100, 64 << 10, 200);
}

package io.kagemusha.common.configuration;

/**
 * How much of the bodies that a shadow is to be sent may be in memory in one node.
 *
 * @param requestBytes of one request
 * @param allBytes of all requests together
 */
public record ShadowBuffers(long requestBytes, long allBytes) {

    public static final ShadowBuffers DEFAULT = new ShadowBuffers(1 << 20, 64 << 20);
}

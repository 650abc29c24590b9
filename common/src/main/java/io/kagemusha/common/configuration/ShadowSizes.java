package io.kagemusha.common.configuration;

/**
 * How large things may become on the way to a shadow and back, in one node.
 *
 * @param requestBuffer how much of one request's body may wait in memory, in bytes
 * @param buffer how much of all that wait together
 * @param responseLimit how long the body of a response may be, which is not held in memory
 */
public record ShadowSizes(long requestBuffer, long buffer, long responseLimit) {

    public static final ShadowSizes DEFAULT = new ShadowSizes(1 << 20, 64 << 20, 1 << 30);
}

package io.kagemusha.proxy.select;

/**
 * What a hook is shown of a request's body.
 *
 * @param bytes from its beginning; owned by this value, not to be changed
 * @param truncated whether there is more
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record SeenBody(byte[] bytes, boolean truncated) {}

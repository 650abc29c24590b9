package io.kagemusha.common.configuration;

/**
 * How large a client's requests may be, in bytes.
 *
 * @param requestLine method, target and version
 * @param headerSection all field lines together; the same for what frames a chunked body and for its trailers
 * @param requestBody 0 for no limit
 */
public record MessageLimits(int requestLine, int headerSection, long requestBody) {

    public static final MessageLimits DEFAULT = new MessageLimits(16 << 10, 64 << 10, 0);

    /** Whether a body of that length is longer than it may be. */
    public boolean isTooLong(long body) {
        return requestBody > 0 && body > requestBody;
    }
}

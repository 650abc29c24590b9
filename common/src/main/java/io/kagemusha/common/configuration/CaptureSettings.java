package io.kagemusha.common.configuration;

/**
 * What is copied to Kafka.
 *
 * @param maxBodyBytes how much of each body is kept
 * @param bufferBytes how much may wait for Kafka in one process before records are dropped
 */
public record CaptureSettings(When when, int maxBodyBytes, long bufferBytes, RedactSettings redact) {

    public static final CaptureSettings DEFAULT =
            new CaptureSettings(When.SHADOWED, 256 << 10, 32L << 20, RedactSettings.DEFAULT);

    /** Which exchanges are captured. */
    public enum When {
        /** Those with more than one backend selected. */
        SHADOWED,
        ALWAYS,
        NEVER
    }
}

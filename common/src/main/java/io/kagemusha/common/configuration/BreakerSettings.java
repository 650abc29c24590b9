package io.kagemusha.common.configuration;

/**
 * When a shadow is left alone for a while.
 *
 * @param failures in a row after which it is; 0 for never
 * @param serverErrors whether a response with a status of 500 or above is a failure too
 */
public record BreakerSettings(int failures, boolean serverErrors) {

    public static final BreakerSettings DEFAULT = new BreakerSettings(5, false);
}

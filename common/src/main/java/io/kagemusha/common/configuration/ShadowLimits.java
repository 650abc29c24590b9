package io.kagemusha.common.configuration;

import java.time.Duration;

/**
 * What a backend may cost while it is a shadow, in one node.
 *
 * @param concurrency requests in flight to it, at least 1
 * @param backlog requests waiting beyond that, at least 0; more are shed
 * @param alertInterval at most one line of log in that time says what it lost
 */
public record ShadowLimits(
        SampleSettings sample,
        int concurrency,
        int backlog,
        ShadowSizes sizes,
        BreakerSettings breaker,
        Duration alertInterval) {

    public static final ShadowLimits DEFAULT = new ShadowLimits(
            SampleSettings.ALL, 128, 1024, ShadowSizes.DEFAULT, BreakerSettings.DEFAULT, Duration.ofSeconds(5));
}

package io.kagemusha.common.configuration;

/**
 * What a backend may cost while it is a shadow.
 *
 * @param sample the share of exchanges that it is sent, 0 to 1
 * @param concurrency requests in flight to it from one node, at least 1
 * @param backlog requests waiting beyond that, at least 0; more are shed
 */
public record ShadowLimits(double sample, int concurrency, int backlog) {

    public static final ShadowLimits DEFAULT = new ShadowLimits(1, 128, 1024);
}

package io.kagemusha.proxy.backend;

import io.kagemusha.common.configuration.ShadowLimits;

/** Limits for tests, of which only some matter. */
final class ShadowLimitsOf {

    private ShadowLimitsOf() {}

    static ShadowLimits places(int concurrency, int backlog) {
        var defaults = ShadowLimits.DEFAULT;
        return new ShadowLimits(
                defaults.sample(),
                concurrency,
                backlog,
                defaults.sizes(),
                defaults.breaker(),
                defaults.alertInterval());
    }
}

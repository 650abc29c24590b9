package io.kagemusha.proxy.hook;

import io.kagemusha.proxy.log.RateLimitedLog;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Counts the failures of one kind of hook, and tells of them once per interval. Safe for use by several threads. */
public final class HookFailures {

    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private final String hook;
    private final Counter counter;
    private final RateLimitedLog log = new RateLimitedLog(LoggerFactory.getLogger(HookFailures.class), INTERVAL);

    /** Registers {@code counter}, for the hooks of that interface. */
    public HookFailures(Class<?> hook, String counter, MeterRegistry metrics) {
        this.hook = hook.getSimpleName();
        this.counter = metrics.counter(counter);
    }

    /** A hook failed; {@code consequence} is what happens now. */
    public void onFailure(Throwable cause, String consequence) {
        counter.increment();
        log.at(Level.WARN)
                .setCause(cause)
                .addKeyValue("hook", hook)
                .log("{} hook failed: {}; {}", hook, cause.toString(), consequence);
    }
}

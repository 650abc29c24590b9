package io.kagemusha.proxy.backend;

import io.kagemusha.common.exchange.Failure;
import io.kagemusha.common.exchange.FailureKind;
import io.kagemusha.common.yaml.DurationText;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts by reason what a shadow was not sent, or did not answer, and says so in one line an interval after the first of
 * them; where nothing is lost there is no line. Counts what is shed as {@code kagemusha.shadow.shed} besides. Safe for use
 * by several threads, without a lock.
 */
final class ShadowLosses {

    private static final Logger LOG = LoggerFactory.getLogger(ShadowLosses.class);

    private final String shadow;
    private final Duration interval;
    private final EventExecutor timer;
    private final MeterRegistry registry;
    private final BooleanSupplier isLeftAlone;
    private final Map<String, AtomicLong> shed = new ConcurrentHashMap<>();
    private final Map<String, AtomicLong> failed = new ConcurrentHashMap<>();
    private final Map<String, Counter> shedCounters = new ConcurrentHashMap<>();
    private final AtomicBoolean lineIsDue = new AtomicBoolean();

    /**
     * Starts without losses.
     *
     * @param timer runs what logs the line
     * @param isLeftAlone whether its breaker is open
     */
    ShadowLosses(
            String shadow,
            Duration interval,
            EventExecutor timer,
            MeterRegistry registry,
            BooleanSupplier isLeftAlone) {
        this.shadow = shadow;
        this.interval = interval;
        this.timer = timer;
        this.registry = registry;
        this.isLeftAlone = isLeftAlone;
    }

    void onFailure(Failure failure) {
        if (failure.kind() == FailureKind.ABORTED_BY_CLIENT) {
            return;
        }
        if (failure.kind() == FailureKind.SHED) {
            of(shed, failure.reason(), reason -> new AtomicLong()).incrementAndGet();
            of(shedCounters, failure.reason(), this::shedCounter).increment();
        } else {
            of(failed, failure.kind().wireName(), kind -> new AtomicLong()).incrementAndGet();
        }
        if (!lineIsDue.get() && lineIsDue.compareAndSet(false, true) && !timer.isShuttingDown()) {
            timer.schedule(this::report, interval.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private static <T> T of(Map<String, T> known, String name, Function<String, T> create) {
        T one = known.get(name);
        // Looked up first, because the other call may take a lock even where there is nothing to make
        return one == null ? known.computeIfAbsent(name, create) : one;
    }

    private Counter shedCounter(String reason) {
        return registry.counter("kagemusha.shadow.shed", "backend", shadow, "reason", reason);
    }

    /** Logs what was lost since the last line, if anything was. */
    void report() {
        // Before the counts are taken: what comes in between is in this line, or makes the next
        lineIsDue.set(false);
        Map<String, Long> shedNow = take(shed);
        Map<String, Long> failedNow = take(failed);
        if (!shedNow.isEmpty() || !failedNow.isEmpty()) {
            LOG.atWarn()
                    .addKeyValue("shadow", shadow)
                    .addKeyValue("shed", shedNow)
                    .addKeyValue("failed", failedNow)
                    .log(
                            "shadow {}: {} requests shed, {} failed within {}; clients were answered as ever{}",
                            shadow,
                            sum(shedNow),
                            sum(failedNow),
                            DurationText.format(interval),
                            isLeftAlone.getAsBoolean() ? ", the shadow is left alone until a probe succeeds" : "");
        }
    }

    private static Map<String, Long> take(Map<String, AtomicLong> counts) {
        var taken = new TreeMap<String, Long>();
        counts.forEach((name, count) -> {
            long number = count.getAndSet(0);
            if (number > 0) {
                taken.put(name, number);
            }
        });
        return taken;
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}

package io.kagemusha.proxy.capture;

import io.kagemusha.common.admin.Condition;
import io.kagemusha.proxy.capture.CaptureMetrics.DropReason;
import io.kagemusha.proxy.log.RateLimitedLog;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Knows whether Kafka takes what is captured, and tells it: in the log, at most one line every five seconds, and whoever asks
 * for the node's readiness. Safe for use by several threads.
 */
final class CaptureHealth {

    private static final Logger LOG = LoggerFactory.getLogger(CaptureHealth.class);
    private static final Duration QUIET = Duration.ofSeconds(5);
    private static final long REMEMBERED_NANOS = TimeUnit.SECONDS.toNanos(60);

    /** A time in which Kafka took nothing, or refused some. */
    private static final class Spell {

        private final Instant since = Instant.now();
        private final long sinceNanos;
        private final long droppedBefore;
        private volatile KafkaTrouble trouble;
        private volatile long lastNanos;

        Spell(long droppedBefore, KafkaTrouble trouble, long now) {
            this.droppedBefore = droppedBefore;
            this.trouble = trouble;
            this.sinceNanos = now;
            this.lastNanos = now;
        }

        void goesOn(KafkaTrouble latest, long now) {
            trouble = latest;
            lastNanos = now;
        }
    }

    private final CaptureBudget budget;
    private final CaptureMetrics metrics;
    private final MeterRegistry registry;
    private final LongSupplier nanoTime;
    private final RateLimitedLog troubles = new RateLimitedLog(LOG, QUIET);
    private final Map<DropReason, Counter> failures = new ConcurrentHashMap<>();
    private @Nullable volatile Spell spell;

    CaptureHealth(CaptureBudget budget, CaptureMetrics metrics, MeterRegistry registry) {
        this(budget, metrics, registry, System::nanoTime);
    }

    CaptureHealth(CaptureBudget budget, CaptureMetrics metrics, MeterRegistry registry, LongSupplier nanoTime) {
        this.budget = budget;
        this.metrics = metrics;
        this.registry = registry;
        this.nanoTime = nanoTime;
    }

    /** Kafka took a record. */
    void onTaken() {
        Spell current = spell;
        if (current != null && nanoTime.getAsLong() - current.lastNanos > QUIET.toNanos()) {
            end();
        }
    }

    /** Kafka is there again: there is a new connection to it. */
    void onConnected() {
        if (spell != null) {
            end();
        }
    }

    private synchronized void end() {
        Spell ended = spell;
        if (ended == null) {
            return;
        }
        spell = null;
        LOG.atInfo()
                .addKeyValue("dropped", metrics.recordsDropped() - ended.droppedBefore)
                .addKeyValue("elapsedMillis", TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - ended.sinceNanos))
                .log("Kafka takes captured records again");
    }

    /** Kafka did not take a record, or could not be connected to. */
    void onTrouble(KafkaTrouble trouble) {
        counter(trouble.reason()).increment();
        Spell current = spell;
        if (current == null) {
            begin(trouble);
        } else {
            current.goesOn(trouble, nanoTime.getAsLong());
        }
        troubles.at(Level.WARN)
                .addKeyValue("bufferedBytes", budget::used)
                .addKeyValue("dropped", metrics::recordsDropped)
                .log("Kafka took no captured records: {}; clients are served all the same", trouble.line());
    }

    private synchronized void begin(KafkaTrouble trouble) {
        if (spell == null) {
            spell = new Spell(metrics.recordsDropped(), trouble, nanoTime.getAsLong());
        }
    }

    private Counter counter(DropReason reason) {
        Counter known = failures.get(reason);
        // Looked up first, because the other call may take a lock even where there is nothing to make
        return known == null
                ? failures.computeIfAbsent(
                        reason, one -> registry.counter("kagemusha.capture.kafka.failures", "reason", name(one)))
                : known;
    }

    /** Never more than degraded: clients are served all the same. */
    Condition condition() {
        Spell current = spell;
        if (current != null) {
            return Condition.degraded("kafka takes no captured records since "
                    + current.since.truncatedTo(ChronoUnit.SECONDS) + ": "
                    + current.trouble.line() + "; buffered bytes: " + budget.used() + ", records dropped since: "
                    + (metrics.recordsDropped() - current.droppedBefore));
        }
        return metrics.droppedWithin(REMEMBERED_NANOS)
                ? Condition.degraded("captured records were dropped within the last "
                        + Duration.ofNanos(REMEMBERED_NANOS).toSeconds() + " s, in all: " + metrics.recordsDropped()
                        + " (kagemusha_capture_records_dropped_total says why)")
                : Condition.READY;
    }

    private static String name(DropReason reason) {
        return reason.name().toLowerCase(Locale.ROOT);
    }
}

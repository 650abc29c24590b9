package io.kagemusha.proxy.capture;

import io.kagemusha.common.admin.Condition;
import io.kagemusha.proxy.capture.CaptureMetrics.DropReason;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows whether Kafka takes what is captured, and tells it: in the log, at most one line every five seconds, and whoever asks
 * for the node's readiness. Safe for use by several threads.
 */
final class CaptureHealth {

    private static final Logger LOG = LoggerFactory.getLogger(CaptureHealth.class);
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long REMEMBERED_NANOS = TimeUnit.SECONDS.toNanos(60);

    /** A time in which Kafka took nothing, or refused some. */
    private record Spell(Instant since, long sinceNanos, long droppedBefore, KafkaTrouble trouble, long lastNanos) {}

    private final CaptureBudget budget;
    private final CaptureMetrics metrics;
    private final MeterRegistry registry;
    private @Nullable volatile Spell spell;
    private long nextLine = System.nanoTime();

    CaptureHealth(CaptureBudget budget, CaptureMetrics metrics, MeterRegistry registry) {
        this.budget = budget;
        this.metrics = metrics;
        this.registry = registry;
    }

    /** Kafka took a record. */
    void onTaken() {
        Spell current = spell;
        if (current != null && System.nanoTime() - current.lastNanos() > QUIET_NANOS) {
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
                .addKeyValue("dropped", metrics.recordsDropped() - ended.droppedBefore())
                .addKeyValue("elapsedMillis", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - ended.sinceNanos()))
                .log("Kafka takes captured records again");
    }

    /** Kafka did not take a record, or could not be connected to. */
    synchronized void onTrouble(KafkaTrouble trouble) {
        registry.counter("kagemusha.capture.kafka.failures", "reason", name(trouble.reason()))
                .increment();
        long now = System.nanoTime();
        Spell before = spell;
        spell = before == null
                ? new Spell(Instant.now(), now, metrics.recordsDropped(), trouble, now)
                : new Spell(before.since(), before.sinceNanos(), before.droppedBefore(), trouble, now);
        if (now - nextLine >= 0) {
            nextLine = now + QUIET_NANOS;
            LOG.atWarn()
                    .addKeyValue("bufferedBytes", budget.used())
                    .addKeyValue("dropped", metrics.recordsDropped())
                    .log("Kafka took no captured records: {}; clients are served all the same", trouble.line());
        }
    }

    /** Never more than degraded: clients are served all the same. */
    Condition condition() {
        Spell current = spell;
        if (current != null) {
            return Condition.degraded("kafka takes no captured records since "
                    + current.since().truncatedTo(ChronoUnit.SECONDS) + ": "
                    + current.trouble().line() + "; buffered bytes: " + budget.used() + ", records dropped since: "
                    + (metrics.recordsDropped() - current.droppedBefore()));
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

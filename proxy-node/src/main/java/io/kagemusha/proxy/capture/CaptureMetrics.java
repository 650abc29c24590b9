package io.kagemusha.proxy.capture;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * What became of the records of captured exchanges. At any moment:
 *
 * <ul>
 *   <li>records offered = records sent + the sum of records dropped + records in flight, which are those in the queue and
 *       those that the producer has; {@code kagemusha.capture.unbalanced} is what is left of it, 0
 *   <li>pairs of captured exchanges = pairs sent + pairs dropped + pairs of exchanges with a record that is neither
 * </ul>
 *
 * A captured exchange has one record and one for each of its backends, all of which are offered once it has ended.
 *
 * A pair is one (exchange, shadow); it is sent when at least one record of its exchange was acknowledged, because the
 * comparer then gives it an outcome, and dropped when none was.
 */
public final class CaptureMetrics {

    /** Why a record did not reach Kafka. */
    public enum DropReason {
        /** The capture buffer was full: Kafka is away or slower than the traffic. */
        BUFFER_FULL,
        /** The exchange had lost an earlier record, before any other was sent. */
        EXCHANGE_DROPPED,
        /** Kafka did not acknowledge it in time. */
        TIMEOUT,
        /** It was larger than the producer or the broker accepts, even without body and head. */
        TOO_LARGE,
        /** Kafka did not accept the node's credentials. */
        UNAUTHENTICATED,
        /** The node has no right to write to the topic. */
        UNAUTHORIZED,
        /** The topic is not there. */
        NO_TOPIC,
        /** Kafka refused it for any other reason, or its client failed. */
        REFUSED,
        /** It could not be redacted, so it did not leave the node. */
        UNREDACTED,
        /** The node stopped before Kafka took it. */
        STOPPED
    }

    private final LongAdder offered = new LongAdder();
    private final LongAdder sent = new LongAdder();
    private final LongAdder cut = new LongAdder();
    private final LongAdder exchanges = new LongAdder();
    private final LongAdder pairsOffered = new LongAdder();
    private final LongAdder pairsSent = new LongAdder();
    private final LongAdder pairsDropped = new LongAdder();
    private final Map<DropReason, LongAdder> dropped = new EnumMap<>(DropReason.class);
    private final LongSupplier nanoTime;
    private volatile long lastDropNanos;

    /** Registers {@code kagemusha.capture.*}. */
    public CaptureMetrics(MeterRegistry registry) {
        this(registry, System::nanoTime);
    }

    CaptureMetrics(MeterRegistry registry, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        for (DropReason reason : DropReason.values()) {
            var adder = new LongAdder();
            dropped.put(reason, adder);
            var tags = Tags.of("reason", reason.name().toLowerCase(Locale.ROOT));
            registry.more().counter("kagemusha.capture.records.dropped", tags, adder);
        }
        registry.more().counter("kagemusha.capture.records.offered", List.of(), offered);
        registry.more().counter("kagemusha.capture.records.sent", List.of(), sent);
        registry.more().counter("kagemusha.capture.records.cut", List.of(), cut);
        registry.more().counter("kagemusha.capture.exchanges", List.of(), exchanges);
        registry.more().counter("kagemusha.capture.pairs.offered", List.of(), pairsOffered);
        registry.more().counter("kagemusha.capture.pairs.sent", List.of(), pairsSent);
        registry.more().counter("kagemusha.capture.pairs.dropped", List.of(), pairsDropped);
    }

    void onOffered() {
        offered.increment();
    }

    void onSent() {
        sent.increment();
    }

    /** A record was made smaller because Kafka did not take it as it was. */
    void onCut() {
        cut.increment();
    }

    void onDropped(DropReason reason) {
        lastDropNanos = nanoTime.getAsLong();
        Objects.requireNonNull(dropped.get(reason)).increment();
    }

    void onExchange(int pairs) {
        exchanges.increment();
        pairsOffered.add(pairs);
    }

    void onExchangeDone(int pairs, boolean anySent) {
        (anySent ? pairsSent : pairsDropped).add(pairs);
    }

    public long recordsSent() {
        return sent.sum();
    }

    public long recordsDropped() {
        return dropped.values().stream().mapToLong(LongAdder::sum).sum();
    }

    public long pairsSent() {
        return pairsSent.sum();
    }

    public long pairsDropped() {
        return pairsDropped.sum();
    }

    /** Whether a record was dropped within the last {@code nanos}. */
    boolean droppedWithin(long nanos) {
        return recordsDropped() > 0 && nanoTime.getAsLong() - lastDropNanos < nanos;
    }

    /** How many records must be in flight if none was forgotten; changes while records come and go. */
    long recordsOpen() {
        return offered.sum() - sent.sum() - recordsDropped();
    }

    /** Whether both equations hold and nothing is under way. */
    public boolean balanced() {
        return offered.sum() == sent.sum() + recordsDropped()
                && pairsOffered.sum() == pairsSent.sum() + pairsDropped.sum();
    }
}

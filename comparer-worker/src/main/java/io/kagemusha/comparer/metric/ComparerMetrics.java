package io.kagemusha.comparer.metric;

import io.kagemusha.common.exchange.Outcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the worker counts. Safe for use by several threads.
 *
 * <p>Two balances hold at every moment in which no record is being processed:
 *
 * <pre>
 * records.read + records.restored = records.joined + records.duplicate + records.late + records.rejected
 *                                   + records.waiting + records.released
 * sum(outcomes)                   = pairs.finished, for every finished exchange: selected backends − 1
 * </pre>
 *
 * <p>The gauge {@code unaccounted}, of records and of outcomes, is the left side less the right one. It may be read in the
 * midst of a record, so that only what stays tells that something was lost or made twice.
 *
 * <p>Restored records are those that an earlier owner of a partition left waiting, released ones those that were left to
 * the next owner; so both balances hold for one worker as for the sum over all. Work that a failed transaction makes the
 * worker repeat is counted again: the topics hold each outcome once, the counters may be ahead of them.
 */
public final class ComparerMetrics {

    private record Pair(String shadow, Outcome outcome) {}

    /** A shadow beyond the first so many is counted as {@code other}: names come from records, labels stay for ever. */
    private static final int MOST_SHADOWS = 1_000;

    private static final String PREFIX = "kagemusha.comparer.";

    private final MeterRegistry registry;
    private final Counter requests;
    private final Counter responses;
    private final Counter joined;
    private final Counter duplicate;
    private final Counter late;
    private final Counter rejected;
    private final Counter restored;
    private final Counter released;
    private final Counter lost;
    private final Counter exchanges;
    private final Counter pairs;
    private final Counter evicted;
    private final Counter hookFailures;
    private final Counter shrunk;
    private final AtomicLong waiting = new AtomicLong();
    private final AtomicLong pending = new AtomicLong();
    private final Map<Pair, Counter> outcomes = new ConcurrentHashMap<>();
    private final Set<String> shadows = ConcurrentHashMap.newKeySet();

    public ComparerMetrics(MeterRegistry registry) {
        this.registry = registry;
        requests = registry.counter(PREFIX + "records.read", "topic", "requests");
        responses = registry.counter(PREFIX + "records.read", "topic", "responses");
        joined = registry.counter(PREFIX + "records.joined");
        duplicate = registry.counter(PREFIX + "records.duplicate");
        late = registry.counter(PREFIX + "records.late");
        rejected = registry.counter(PREFIX + "records.rejected");
        restored = registry.counter(PREFIX + "records.restored");
        released = registry.counter(PREFIX + "records.released");
        lost = registry.counter(PREFIX + "records.lost");
        exchanges = registry.counter(PREFIX + "exchanges.finished");
        pairs = registry.counter(PREFIX + "pairs.finished");
        evicted = registry.counter(PREFIX + "marks.evicted");
        hookFailures = registry.counter(PREFIX + "hook.failures");
        shrunk = registry.counter(PREFIX + "mismatches.shrunk");
        for (DeadLetterReason reason : DeadLetterReason.values()) {
            deadLetters(reason);
        }
        registry.gauge(PREFIX + "records.waiting", waiting);
        registry.gauge(PREFIX + "exchanges.pending", pending);
        registry.gauge(PREFIX + "unaccounted", Tags.of("what", "records"), this, ComparerMetrics::unaccountedRecords);
        registry.gauge(PREFIX + "unaccounted", Tags.of("what", "outcomes"), this, ComparerMetrics::unaccountedOutcomes);
    }

    /** A record was read from one of the two input topics. */
    public void recordRead(boolean request) {
        (request ? requests : responses).increment();
    }

    /** A record waits for others. */
    public void recordWaits() {
        waiting.incrementAndGet();
    }

    /** A record came a second time. */
    public void recordDuplicate() {
        duplicate.increment();
    }

    /**
     * A record came too late: after its exchange had been finished without it, or when the join timeout of one that is still
     * there had passed, or so long after its own time that nobody remembers whether there was one.
     */
    public void recordLate() {
        late.increment();
    }

    /** A record was sent to the dead letters as it came. */
    public void recordRejected() {
        rejected.increment();
    }

    /** Retention took records before they were read. Every worker of the group counts what it sees of that. */
    public void recordsLost(long records) {
        lost.increment((double) records);
    }

    /** An exchange begins. */
    public void exchangeBegins() {
        pending.incrementAndGet();
    }

    /** An exchange is finished; {@code records} of it had come, and it had as many shadows as {@code newPairs}. */
    public void exchangeFinished(int records, int newPairs) {
        exchanges.increment();
        pairs.increment(newPairs);
        pending.decrementAndGet();
        joined.increment(records);
        waiting.addAndGet(-records);
    }

    /** A partition was taken over, and waiting records with it. */
    public void restored(int newExchanges, int newRecords) {
        restored.increment(newRecords);
        pending.addAndGet(newExchanges);
        waiting.addAndGet(newRecords);
    }

    /** A partition was given up, and waiting records with it. */
    public void released(int oldExchanges, int oldRecords) {
        released.increment(oldRecords);
        pending.addAndGet(-oldExchanges);
        waiting.addAndGet(-oldRecords);
    }

    /** Finished exchanges were forgotten before their time, so that a record that is very late makes a second outcome. */
    public void marksEvicted(int marks) {
        evicted.increment(marks);
    }

    private double unaccountedRecords() {
        double came = requests.count() + responses.count() + restored.count();
        double counted = joined.count() + duplicate.count() + late.count() + rejected.count() + released.count();
        return came - counted - waiting.get();
    }

    private double unaccountedOutcomes() {
        double published =
                outcomes.values().stream().mapToDouble(Counter::count).sum();
        return published - pairs.count();
    }

    /** The exchanges that wait for records or for a hook. */
    public long pendingExchanges() {
        return pending.get();
    }

    /** A record was published to the dead letters. */
    public void deadLetter(DeadLetterReason reason) {
        deadLetters(reason).increment();
    }

    /** A hook threw, or did not return in time; each attempt counts. */
    public void hookFailed() {
        hookFailures.increment();
    }

    /** A mismatch event was published without its bodies, or without some differences, to fit the broker's limit. */
    public void mismatchShrunk() {
        shrunk.increment();
    }

    /** An outcome was published. */
    public void outcome(String shadow, Outcome outcome) {
        var pair = new Pair(shadows.size() < MOST_SHADOWS || shadows.contains(shadow) ? shadow : "other", outcome);
        shadows.add(pair.shadow());
        outcomes.computeIfAbsent(pair, this::counter).increment();
    }

    private Counter counter(Pair pair) {
        return registry.counter(
                PREFIX + "outcomes",
                "shadow",
                pair.shadow(),
                "outcome",
                pair.outcome().name());
    }

    private Counter deadLetters(DeadLetterReason reason) {
        return registry.counter(PREFIX + "dead.letters", "reason", reason.wireName());
    }
}

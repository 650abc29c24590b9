package io.kagemusha.standalone.mismatch;

import io.kagemusha.common.exchange.Outcome;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** How often there was which outcome, by endpoint and shadow. Safe for use by several threads. */
public final class OutcomeCounts {

    /** What is counted together. */
    public record Row(String endpoint, String shadow) {}

    /** Outcomes of one row, and the time both backends took where both have answered. */
    static final class Counts {

        private final EnumMap<Outcome, Long> byOutcome = new EnumMap<>(Outcome.class);
        private long timed;
        private double referenceMillis;
        private double shadowMillis;

        private void add(OutcomeEvent event) {
            byOutcome.merge(event.outcome(), 1L, Long::sum);
            switch (event.outcome()) {
                case MATCH, MATCH_AFTER_RULES, MISMATCH -> {
                    timed++;
                    referenceMillis += event.reference().elapsedMillis();
                    shadowMillis += event.shadow().elapsedMillis();
                }
                case SHADOW_FAILED, REPLY_FAILED, SHED, UNJOINED, UNCOMPARABLE -> {}
            }
        }

        private void add(Counts other) {
            other.byOutcome.forEach((outcome, count) -> byOutcome.merge(outcome, count, Long::sum));
            timed += other.timed;
            referenceMillis += other.referenceMillis;
            shadowMillis += other.shadowMillis;
        }

        private Counts copy() {
            var copy = new Counts();
            copy.add(this);
            return copy;
        }

        long of(Outcome outcome) {
            return byOutcome.getOrDefault(outcome, 0L);
        }

        double meanReferenceMillis() {
            return timed == 0 ? Double.NaN : referenceMillis / timed;
        }

        double meanShadowMillis() {
            return timed == 0 ? Double.NaN : shadowMillis / timed;
        }
    }

    private final Map<Row, Counts> rows =
            new TreeMap<>(Comparator.comparing(Row::endpoint).thenComparing(Row::shadow));

    /** Counts one more. */
    public synchronized void add(OutcomeEvent event) {
        rows.computeIfAbsent(new Row(event.endpoint(), event.shadow().backend()), row -> new Counts())
                .add(event);
    }

    /** How many there were of that outcome, everywhere. */
    public synchronized long of(Outcome outcome) {
        return rows.values().stream().mapToLong(counts -> counts.of(outcome)).sum();
    }

    /** How many there were. */
    public synchronized long total() {
        return rows.values().stream()
                .flatMap(counts -> counts.byOutcome.values().stream())
                .mapToLong(Long::longValue)
                .sum();
    }

    /** All rows together. */
    synchronized Counts sum() {
        var sum = new Counts();
        rows.values().forEach(sum::add);
        return sum;
    }

    /** A copy, by endpoint and shadow in alphabetical order. */
    synchronized Map<Row, Counts> rows() {
        var copy = new LinkedHashMap<Row, Counts>();
        rows.forEach((row, counts) -> copy.put(row, counts.copy()));
        return copy;
    }
}

package io.kagemusha.comparer.compare.rule;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Comparator;

/**
 * Where a single value, as text, stands among others that a rule may tolerate in its place: numbers by value, times by
 * format and instant. Of values in this order, those that are apart by a tolerance at most are neighbours.
 */
public record Rank(String scale, BigDecimal number, Instant time, String text) implements Comparable<Rank> {

    private static final Comparator<Rank> ORDER = Comparator.comparing(Rank::scale)
            .thenComparing(Rank::number)
            .thenComparing(Rank::time)
            .thenComparing(Rank::text);

    public static Rank of(String value) {
        BigDecimal number = Numbers.parse(value);
        if (number != null) {
            // Epochs too: as times they stand in the same order
            return new Rank("number", number, Instant.EPOCH, "");
        }
        Timestamp time = Timestamp.parse(value);
        return time == null
                ? new Rank("text", BigDecimal.ZERO, Instant.EPOCH, value)
                : new Rank(time.format().name(), BigDecimal.ZERO, time.instant(), "");
    }

    @Override
    public int compareTo(Rank other) {
        return ORDER.compare(this, other);
    }
}

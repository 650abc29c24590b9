package io.kagemusha.benchmarks.measure;

import java.util.Arrays;
import java.util.Locale;

/** The values of several rounds. */
public record Spread(double median, double lowest, double highest) {

    /** Of at least one value. */
    public static Spread of(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }

    /** Median, and in parentheses the lowest and the highest. */
    public String text(int decimals) {
        String one = "%." + decimals + "f";
        return String.format(Locale.ROOT, one + " (" + one + "–" + one + ")", median, lowest, highest);
    }
}

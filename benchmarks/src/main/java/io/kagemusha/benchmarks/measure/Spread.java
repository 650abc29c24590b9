package io.kagemusha.benchmarks.measure;

import java.util.Arrays;
import java.util.Locale;

/** The median of several rounds, and between what the true one lies. */
public record Spread(double median, double lowest, double highest) {

    /** How sure an interval is. */
    private static final double CONFIDENCE = 0.95;

    /**
     * Of at least one value. The true median lies within the spread with a probability of 95 %, however the values are distributed:
     * it reaches from the k-th lowest to the k-th highest, for the largest k for which a fair coin, thrown as often as there are
     * values, shows fewer than k heads in no more than 2.5 % of all cases. With fewer than six values that is all of them, and less
     * sure.
     */
    public static Spread of(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double combination = Math.pow(0.5, sorted.length);
        double below = combination;
        int rank = 0;
        while (rank < (sorted.length - 1) / 2) {
            combination *= (double) (sorted.length - rank) / (rank + 1);
            below += combination;
            if (below > (1 - CONFIDENCE) / 2) {
                break;
            }
            rank++;
        }
        return new Spread(median(sorted), sorted[rank], sorted[sorted.length - 1 - rank]);
    }

    private static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** Median, and in parentheses between what the true one lies. */
    public String text(int decimals) {
        String one = "%." + decimals + "f";
        return String.format(Locale.ROOT, one + " (" + one + "–" + one + ")", median, lowest, highest);
    }
}

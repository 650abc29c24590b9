package io.kagemusha.comparer.compare.json;

import io.kagemusha.comparer.compare.sequence.AlignmentSteps;
import java.util.function.IntBinaryOperator;

/** Pairs what stands between the same neighbours on both sides: as many as there can be, in order, the most alike. */
final class GapPairing {

    /** Beyond this many possible pairs, or without steps left, they are made in order without looking. */
    private static final long MAX_PAIRS = 10_000;

    /** What looking at two elements takes, in steps. */
    private static final int LOOK = 50;

    private GapPairing() {}

    static void pair(
            Matching matching, int[] reference, int[] shadow, AlignmentSteps steps, IntBinaryOperator similarity) {
        int pairs = Math.min(reference.length, shadow.length);
        boolean choice = pairs > 0 && reference.length != shadow.length;
        long possible = (long) reference.length * shadow.length;
        if (!choice || possible > MAX_PAIRS || !steps.areLeft()) {
            for (int i = 0; i < pairs; i++) {
                matching.pair(reference[i], shadow[i]);
            }
            return;
        }
        steps.take(LOOK * possible);
        pairMostAlike(matching, reference, shadow, similarity);
    }

    /** {@code best[i][j]} is the greatest similarity that the elements from i and j on can be paired with. */
    private static void pairMostAlike(Matching matching, int[] reference, int[] shadow, IntBinaryOperator similarity) {
        // More than any sum of similarities, so that no pair is given up for a better one
        int pairBonus = 101 * Math.min(reference.length, shadow.length);
        var gain = new int[reference.length][shadow.length];
        var best = new int[reference.length + 1][shadow.length + 1];
        for (int i = reference.length - 1; i >= 0; i--) {
            for (int j = shadow.length - 1; j >= 0; j--) {
                gain[i][j] = pairBonus + similarity.applyAsInt(reference[i], shadow[j]);
                best[i][j] = Math.max(gain[i][j] + best[i + 1][j + 1], Math.max(best[i + 1][j], best[i][j + 1]));
            }
        }
        int i = 0;
        int j = 0;
        while (i < reference.length && j < shadow.length) {
            if (best[i][j] == gain[i][j] + best[i + 1][j + 1]) {
                matching.pair(reference[i++], shadow[j++]);
            } else if (best[i][j] == best[i + 1][j]) {
                i++;
            } else {
                j++;
            }
        }
    }
}

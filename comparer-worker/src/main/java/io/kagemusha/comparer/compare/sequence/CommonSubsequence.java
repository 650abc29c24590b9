package io.kagemusha.comparer.compare.sequence;

import com.github.difflib.algorithm.Change;
import com.github.difflib.algorithm.myers.MyersDiffWithLinearSpace;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * The longest common subsequence of two sequences, by Myers' algorithm.
 *
 * <p>Common ends, and elements that only one side has, are set aside before, which decides most sequences in linear
 * time. Where what then remains is still too large, or no steps are left, its elements stay without partners.
 */
public final class CommonSubsequence {

    /** No partner. */
    public static final int NONE = -1;

    /** Bounds the steps of one run, which in the worst case are the square of both lengths together. */
    private static final long MAX_PRODUCT = 16_000_000;

    private final long[] first;
    private final long[] second;
    private final AlignmentSteps steps;
    private final int[] partners;

    private CommonSubsequence(long[] first, long[] second, AlignmentSteps steps) {
        this.first = first;
        this.second = second;
        this.steps = steps;
        this.partners = new int[first.length];
        Arrays.fill(partners, NONE);
    }

    /**
     * Finds it.
     *
     * @param steps what it costs is taken from these
     * @return for each element of {@code first} the index of its partner in {@code second}, or {@link #NONE};
     *     ascending
     */
    public static int[] find(long[] first, long[] second, AlignmentSteps steps) {
        var subsequence = new CommonSubsequence(first, second, steps);
        subsequence.match(all(first), all(second), true);
        return subsequence.partners;
    }

    /** The partners of the second sequence's elements, of which there are {@code size}, seen from there. */
    public static int[] inverse(int[] partners, int size) {
        int[] inverse = new int[size];
        Arrays.fill(inverse, NONE);
        for (int i = 0; i < partners.length; i++) {
            if (partners[i] != NONE) {
                inverse[partners[i]] = i;
            }
        }
        return inverse;
    }

    private static int[] all(long[] elements) {
        return IntStream.range(0, elements.length).toArray();
    }

    private void match(int[] a, int[] b, boolean mayHoldLoners) {
        int start = 0;
        int endA = a.length;
        int endB = b.length;
        while (start < endA && start < endB && first[a[start]] == second[b[start]]) {
            partners[a[start]] = b[start];
            start++;
        }
        while (endA > start && endB > start && first[a[endA - 1]] == second[b[endB - 1]]) {
            partners[a[--endA]] = b[--endB];
        }
        int[] restA = Arrays.copyOfRange(a, start, endA);
        int[] restB = Arrays.copyOfRange(b, start, endB);
        if (restA.length == 0 || restB.length == 0) {
            return;
        }
        if (mayHoldLoners) {
            match(known(restA, first, restB, second), known(restB, second, restA, first), false);
        } else if (steps.areLeft() && (long) restA.length * restB.length <= MAX_PRODUCT) {
            myers(restA, restB);
        }
    }

    private static int[] known(int[] indices, long[] elements, int[] otherIndices, long[] others) {
        Set<Long> known = new HashSet<>();
        for (int index : otherIndices) {
            known.add(others[index]);
        }
        return Arrays.stream(indices).filter(i -> known.contains(elements[i])).toArray();
    }

    private void myers(int[] a, int[] b) {
        List<Change> changes =
                new MyersDiffWithLinearSpace<Long>().computeDiff(elements(a, first), elements(b, second), null);
        int i = 0;
        int j = 0;
        long changed = 0;
        for (Change change : changes) {
            while (i < change.startOriginal) {
                partners[a[i++]] = b[j++];
            }
            changed += change.endOriginal - i + change.endRevised - j;
            i = change.endOriginal;
            j = change.endRevised;
        }
        // The algorithm's own measure: few changes cost little, however long the sequences are
        steps.take((a.length + b.length) * changed);
        while (i < a.length) {
            partners[a[i++]] = b[j++];
        }
    }

    private static List<Long> elements(int[] indices, long[] elements) {
        return LongStream.of(Arrays.stream(indices).mapToLong(i -> elements[i]).toArray())
                .boxed()
                .toList();
    }
}

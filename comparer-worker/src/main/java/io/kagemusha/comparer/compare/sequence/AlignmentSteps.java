package io.kagemusha.comparer.compare.sequence;

/**
 * What aligning all sequences of one comparison may still cost together, in steps of some nanoseconds. Bounds on each alone
 * would bound nothing, as a body may hold hundreds. Confined to the thread that compares.
 */
public final class AlignmentSteps {

    /** Those of two pairs of 4,000 elements each that have no order in common: a fraction of a second. */
    private static final long MOST = 128_000_000;

    private long left = MOST;

    /** Whether there are some left. What they are spent on may be known only after that, so the last may take more. */
    public boolean areLeft() {
        return left > 0;
    }

    public void take(long steps) {
        left -= steps;
    }
}

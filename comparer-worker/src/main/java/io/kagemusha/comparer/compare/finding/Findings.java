package io.kagemusha.comparer.compare.finding;

import io.kagemusha.common.exchange.Comparison;
import io.kagemusha.common.exchange.Difference;
import io.kagemusha.common.exchange.Difference.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Adds to a comparison what is found, within bounds: no more than {@link #MAX_DIFFERENCES}, with values and paths
 * shortened. Confined to the thread that compares.
 */
public final class Findings {

    /** How many differences one comparison reports; what is found after them is not looked for. */
    public static final int MAX_DIFFERENCES = 200;

    private static final int MAX_PATH_LENGTH = 1000;

    private final Comparison comparison;
    private final int most;
    private int size;

    /** Creates findings that add to {@code comparison}, which has none yet. */
    public Findings(Comparison comparison) {
        this(comparison, MAX_DIFFERENCES);
    }

    private Findings(Comparison comparison, int most) {
        this.comparison = comparison;
        this.most = most;
    }

    /** Findings that only tell whether there are some: full with the first. */
    public static Findings onTrial() {
        return new Findings(new Comparison("", ""), 1);
    }

    public boolean isEmpty() {
        return size == 0;
    }

    /** Whether looking further is in vain. */
    public boolean isFull() {
        return size >= most;
    }

    /** Adds a difference, unless there are too many already. */
    public void add(Kind kind, String path, @Nullable String reference, @Nullable String shadow) {
        if (isFull()) {
            return;
        }
        size++;
        int offset = Excerpt.firstDifference(reference, shadow);
        comparison.add(new Difference(
                kind,
                path.length() > MAX_PATH_LENGTH ? Excerpt.of(path, 0) : path,
                reference == null ? null : Excerpt.of(reference, offset),
                shadow == null ? null : Excerpt.of(shadow, offset)));
    }

    /** Notes that {@code rule} accepted what would have been a difference. */
    public void applied(String rule) {
        comparison.applied(rule);
    }
}

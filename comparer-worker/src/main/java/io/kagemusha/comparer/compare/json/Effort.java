package io.kagemusha.comparer.compare.json;

import com.fasterxml.jackson.databind.JsonNode;
import io.kagemusha.comparer.compare.sequence.AlignmentSteps;

/**
 * What may still be spent on one comparison of two documents, and what has been worked out in it already, at all places of
 * the documents together. Arrays in any order that stand in each other would otherwise each begin anew for every pair of
 * elements that is tried. Confined to the thread that compares.
 */
final class Effort {

    /** Bounds what trials look at, in values: some 60,000 trials of small objects, or 6,000 of 100 values, a second of them. */
    private static final int MAX_STEPS = 1_500_000;

    /** What an array or an object costs besides its elements, and a trial besides what it looks at. */
    private static final int OVERHEAD = 10;

    /** Bounds how often two objects are looked at for what they have in common. */
    private static final int MAX_SIMILARITIES = 10_000;

    /** Of elements as they are. */
    private final ElementIdentity plain = new ElementIdentity();

    /** Of elements without what rules accept. */
    private final ElementIdentity ruled = new ElementIdentity();

    private final AlignmentSteps alignment = new AlignmentSteps();
    private int steps = MAX_STEPS;
    private int similarities = MAX_SIMILARITIES;

    ElementIdentity plain() {
        return plain;
    }

    ElementIdentity ruled() {
        return ruled;
    }

    /** For the arrays whose order counts. */
    AlignmentSteps alignment() {
        return alignment;
    }

    /** Whether there may be one more trial; takes its cost. */
    boolean mayTry() {
        return take(OVERHEAD);
    }

    /** Whether a trial may look at two values more; takes their cost, but not that of what is in their elements. */
    boolean mayLookAt(JsonNode reference, JsonNode shadow) {
        return take(reference.isContainerNode() ? OVERHEAD + reference.size() + shadow.size() : 1);
    }

    private boolean take(int cost) {
        steps = Math.max(0, steps - cost);
        return steps > 0;
    }

    /** Whether trials have come to their end, and the last of them to none. */
    boolean isSpent() {
        return steps == 0;
    }

    /** Whether two more objects may be looked at for what they have in common. */
    boolean mayLookForSimilarity() {
        return similarities > 0 && similarities-- > 0;
    }
}

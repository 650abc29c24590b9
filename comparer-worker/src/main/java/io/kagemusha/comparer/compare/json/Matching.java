package io.kagemusha.comparer.compare.json;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Which elements of two arrays correspond; mutable while it is found.
 *
 * <p>{@code partners} holds for each element of the reference the index of its partner in the shadow, or -1.
 */
final class Matching {

    private static final int NONE = -1;

    private final int[] partners;
    private final BitSet taken = new BitSet();

    Matching(int referenceSize) {
        this.partners = new int[referenceSize];
        Arrays.fill(partners, NONE);
    }

    /** Every element corresponds to the one at its index. */
    static Matching positional(int referenceSize, int shadowSize) {
        var matching = new Matching(referenceSize);
        for (int i = 0; i < Math.min(referenceSize, shadowSize); i++) {
            matching.pair(i, i);
        }
        return matching;
    }

    void pair(int reference, int shadow) {
        partners[reference] = shadow;
        taken.set(shadow);
    }

    boolean hasPartner(int reference) {
        return partners[reference] != NONE;
    }

    int partner(int reference) {
        return partners[reference];
    }

    boolean isTaken(int shadow) {
        return taken.get(shadow);
    }

    /** The elements of the reference that have no partner, ascending. */
    int[] missing() {
        var missing = new BitSet();
        for (int i = 0; i < partners.length; i++) {
            missing.set(i, !hasPartner(i));
        }
        return missing.stream().toArray();
    }

    /** The elements of the shadow that have no partner, ascending. */
    int[] extras(int shadowSize) {
        var extras = new BitSet();
        extras.set(0, shadowSize);
        extras.andNot(taken);
        return extras.stream().toArray();
    }

    /** Whether partners stand in another order. */
    boolean reordered() {
        int last = NONE;
        for (int partner : partners) {
            if (partner != NONE && partner < last) {
                return true;
            }
            last = Math.max(last, partner);
        }
        return false;
    }

    /** The same, seen from the other side. */
    Matching inverse(int shadowSize) {
        var inverse = new Matching(shadowSize);
        for (int i = 0; i < partners.length; i++) {
            if (hasPartner(i)) {
                inverse.pair(partners[i], i);
            }
        }
        return inverse;
    }
}

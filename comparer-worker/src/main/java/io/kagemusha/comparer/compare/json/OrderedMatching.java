package io.kagemusha.comparer.compare.json;

import com.fasterxml.jackson.databind.JsonNode;
import io.kagemusha.comparer.compare.sequence.AlignmentSteps;
import io.kagemusha.comparer.compare.sequence.CommonSubsequence;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Matches the elements of arrays whose order counts, so that the fewest differences come of it.
 *
 * <p>The longest common subsequence stays where it is. Elements that both sides have at other places have moved. Of the
 * rest, those that stand between the same neighbours are taken for changed. When both arrays are of one length and
 * comparing index by index gives no more differences, that is what is done.
 */
final class OrderedMatching {

    private final JsonNode reference;
    private final JsonNode shadow;
    private final long[] referenceHashes;
    private final long[] shadowHashes;
    private final AlignmentSteps steps;

    private OrderedMatching(
            JsonNode reference, JsonNode shadow, long[] referenceHashes, long[] shadowHashes, AlignmentSteps steps) {
        this.reference = reference;
        this.shadow = shadow;
        this.referenceHashes = referenceHashes;
        this.shadowHashes = shadowHashes;
        this.steps = steps;
    }

    static Matching of(
            JsonNode reference, JsonNode shadow, long[] referenceHashes, long[] shadowHashes, AlignmentSteps steps) {
        // Of several ways to match, the same is found from both sides
        if (Arrays.compare(referenceHashes, shadowHashes) > 0) {
            return new OrderedMatching(shadow, reference, shadowHashes, referenceHashes, steps)
                    .find()
                    .inverse(reference.size());
        }
        return new OrderedMatching(reference, shadow, referenceHashes, shadowHashes, steps).find();
    }

    private Matching find() {
        if (reference.size() != shadow.size()) {
            return aligned();
        }
        int changed = 0;
        for (int i = 0; i < referenceHashes.length; i++) {
            changed += referenceHashes[i] == shadowHashes[i] ? 0 : 1;
        }
        Matching positional = Matching.positional(reference.size(), shadow.size());
        if (changed <= 1) {
            return positional;
        }
        Matching aligned = aligned();
        return changed <= differences(aligned) ? positional : aligned;
    }

    private int differences(Matching matching) {
        int count = matching.reordered() ? 1 : 0;
        for (int i = 0; i < reference.size(); i++) {
            boolean equal = matching.hasPartner(i) && referenceHashes[i] == shadowHashes[matching.partner(i)];
            count += equal ? 0 : 1;
        }
        return count + matching.extras(shadow.size()).length;
    }

    private Matching aligned() {
        int[] common = CommonSubsequence.find(referenceHashes, shadowHashes, steps);
        var matching = new Matching(reference.size());
        for (int i = 0; i < common.length; i++) {
            if (common[i] != CommonSubsequence.NONE) {
                matching.pair(i, common[i]);
            }
        }
        pairMoved(matching);
        pairChanged(matching, common);
        return matching;
    }

    private void pairMoved(Matching matching) {
        Map<Long, Deque<Integer>> left = new HashMap<>();
        for (int j : matching.extras(shadow.size())) {
            left.computeIfAbsent(shadowHashes[j], hash -> new ArrayDeque<>()).add(j);
        }
        for (int i : matching.missing()) {
            Deque<Integer> equal = left.get(referenceHashes[i]);
            if (equal != null && !equal.isEmpty()) {
                matching.pair(i, equal.remove());
            }
        }
    }

    private void pairChanged(Matching matching, int[] common) {
        int start = 0;
        int shadowStart = 0;
        for (int i = 0; i <= common.length; i++) {
            boolean end = i == common.length;
            if (end || common[i] != CommonSubsequence.NONE) {
                int shadowEnd = end ? shadow.size() : common[i];
                GapPairing.pair(
                        matching,
                        free(start, i, matching::hasPartner),
                        free(shadowStart, shadowEnd, matching::isTaken),
                        steps,
                        (a, b) -> Similarity.of(reference.get(a), shadow.get(b)));
                start = i + 1;
                shadowStart = shadowEnd + 1;
            }
        }
    }

    private static int[] free(int from, int to, IntPredicate taken) {
        return IntStream.range(from, to).filter(taken.negate()).toArray();
    }
}

package io.kagemusha.comparer.compare.json;

import com.fasterxml.jackson.databind.JsonNode;
import io.kagemusha.comparer.compare.rule.PathRules;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Matches the elements of arrays whose order does not count: equal ones first, then those that rules make equal, then
 * objects that have at least half of their members in common, then the last of each side.
 */
final class BagMatching {

    private final JsonNode reference;
    private final JsonNode shadow;
    private final Place place;
    private final Effort effort;
    private final Matching matching;
    private final BitSet tried = new BitSet();

    BagMatching(JsonNode reference, JsonNode shadow, Place place, Effort effort) {
        this.reference = reference;
        this.shadow = shadow;
        this.place = place;
        this.effort = effort;
        this.matching = new Matching(reference.size());
    }

    /** Pairs what is equal and what rules make equal. */
    Matching pairEqual() {
        long[] referenceHashes = effort.plain().ofElements(reference, PathRules.NONE);
        long[] shadowHashes = effort.plain().ofElements(shadow, PathRules.NONE);
        pairInPlace(referenceHashes, shadowHashes);
        pairEqual(referenceHashes, shadowHashes);
        pairTolerated(
                effort.ruled().ofElements(reference, place.rules()),
                effort.ruled().ofElements(shadow, place.rules()));
        return matching;
    }

    /** Pairs that, and then what is left as far as it seems to be the same, changed. */
    Matching pairAll() {
        pairEqual();
        pairAlike();
        pairTheLast();
        return matching;
    }

    /** The elements of the reference that have been compared with their partners on trial, and do not differ. */
    BitSet tried() {
        return tried;
    }

    private void pairInPlace(long[] referenceHashes, long[] shadowHashes) {
        for (int i = 0; i < Math.min(reference.size(), shadow.size()); i++) {
            if (referenceHashes[i] == shadowHashes[i]) {
                matching.pair(i, i);
            }
        }
    }

    private void pairEqual(long[] referenceHashes, long[] shadowHashes) {
        Map<Long, List<Integer>> left = byHash(matching.extras(shadow.size()), shadowHashes);
        for (int i : matching.missing()) {
            List<Integer> equal = left.getOrDefault(referenceHashes[i], List.of());
            if (!equal.isEmpty()) {
                matching.pair(i, equal.remove(equal.size() - 1));
            }
        }
    }

    private void pairTolerated(long[] referenceHashes, long[] shadowHashes) {
        Map<Long, List<Integer>> left = byHash(matching.extras(shadow.size()), shadowHashes);
        Map<Long, List<Integer>> missing = byHash(matching.missing(), referenceHashes);
        var leaves = new LeafPairing(reference, shadow, place);
        for (var elements : missing.entrySet()) {
            List<Integer> candidates = left.getOrDefault(elements.getKey(), List.of());
            leaves.pair(elements.getValue(), candidates, matching);
            pairOnTrial(elements.getValue(), candidates);
        }
    }

    /** Each array or object of the reference with the first that is not taken and does not differ. */
    private void pairOnTrial(List<Integer> elements, List<Integer> candidates) {
        List<Integer> left = containers(shadow, candidates);
        List<Integer> missing = containers(reference, elements);
        for (int m = missing.size() - 1; m >= 0; m--) {
            int i = missing.get(m);
            for (int c = left.size() - 1; c >= 0 && effort.mayTry(); c--) {
                if (JsonComparator.equal(reference.get(i), shadow.get(left.get(c)), place.element(i), effort)) {
                    matching.pair(i, left.remove(c));
                    tried.set(i);
                    break;
                }
            }
        }
    }

    private static List<Integer> containers(JsonNode array, List<Integer> indices) {
        return indices.stream()
                .filter(i -> array.get(i).isContainerNode())
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private void pairAlike() {
        int[] extras = matching.extras(shadow.size());
        for (int i : matching.missing()) {
            int best = -1;
            int similarity = Similarity.ALIKE - 1;
            for (int e = 0; e < extras.length && reference.get(i).isObject() && effort.mayLookForSimilarity(); e++) {
                int candidate = matching.isTaken(extras[e])
                        ? Similarity.NONE
                        : Similarity.of(reference.get(i), shadow.get(extras[e]));
                if (candidate > similarity) {
                    best = extras[e];
                    similarity = candidate;
                }
            }
            if (best >= 0) {
                matching.pair(i, best);
            }
        }
    }

    /** When one array or object is left on each side, it is the same one, changed throughout. */
    private void pairTheLast() {
        int[] missing = matching.missing();
        int[] extras = matching.extras(shadow.size());
        if (missing.length == 1 && extras.length == 1) {
            JsonNode last = reference.get(missing[0]);
            JsonNode shadowLast = shadow.get(extras[0]);
            if (last.isContainerNode() && last.getNodeType() == shadowLast.getNodeType()) {
                matching.pair(missing[0], extras[0]);
            }
        }
    }

    /** In descending order, so that the first is taken off the end. */
    private static Map<Long, List<Integer>> byHash(int[] indices, long[] hashes) {
        Map<Long, List<Integer>> byHash = new HashMap<>();
        for (int i = indices.length - 1; i >= 0; i--) {
            byHash.computeIfAbsent(hashes[indices[i]], hash -> new ArrayList<>())
                    .add(indices[i]);
        }
        return byHash;
    }
}

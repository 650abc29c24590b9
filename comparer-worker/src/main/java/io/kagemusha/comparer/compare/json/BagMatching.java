package io.kagemusha.comparer.compare.json;

import com.fasterxml.jackson.databind.JsonNode;
import io.kagemusha.comparer.compare.finding.Findings;
import io.kagemusha.comparer.compare.rule.PathRules;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Matches the elements of arrays whose order does not count: equal ones first, then those that rules make equal, then
 * objects that have at least half of their members in common, then the last of each side.
 */
final class BagMatching {

    /** Bounds the pairs that are compared on trial. */
    private static final int MAX_TRIALS = 10_000;

    private final JsonNode reference;
    private final JsonNode shadow;
    private final PathRules rules;
    private final Matching matching;
    private int trials;

    private BagMatching(JsonNode reference, JsonNode shadow, PathRules rules) {
        this.reference = reference;
        this.shadow = shadow;
        this.rules = rules;
        this.matching = new Matching(reference.size());
    }

    static Matching of(JsonNode reference, JsonNode shadow, PathRules rules, ElementIdentity identity) {
        var bag = new BagMatching(reference, shadow, rules);
        bag.pairInPlace();
        var plain = new ElementIdentity();
        bag.pairEqual(plain.ofElements(reference, PathRules.NONE), plain.ofElements(shadow, PathRules.NONE));
        bag.pairTolerated(identity.ofElements(reference, rules), identity.ofElements(shadow, rules));
        bag.pairAlike();
        bag.pairTheLast();
        return bag.matching;
    }

    private void pairInPlace() {
        for (int i = 0; i < Math.min(reference.size(), shadow.size()); i++) {
            if (JsonValues.same(reference.get(i), shadow.get(i))) {
                matching.pair(i, i);
            }
        }
    }

    private void pairEqual(long[] referenceHashes, long[] shadowHashes) {
        Map<Long, List<Integer>> left = extrasByHash(shadowHashes);
        for (int i : matching.missing()) {
            List<Integer> equal = left.getOrDefault(referenceHashes[i], List.of());
            if (!equal.isEmpty()) {
                matching.pair(i, equal.remove(equal.size() - 1));
            }
        }
    }

    private void pairTolerated(long[] referenceHashes, long[] shadowHashes) {
        Map<Long, List<Integer>> left = extrasByHash(shadowHashes);
        for (int i : matching.missing()) {
            List<Integer> candidates = left.getOrDefault(referenceHashes[i], List.of());
            for (int c = candidates.size() - 1; c >= 0 && mayTry(); c--) {
                if (accepted(i, candidates.get(c))) {
                    matching.pair(i, candidates.remove(c));
                    break;
                }
            }
        }
    }

    private boolean mayTry() {
        return trials++ < MAX_TRIALS;
    }

    private boolean accepted(int i, int j) {
        var trial = Findings.onTrial();
        JsonComparator.compare(reference.get(i), shadow.get(j), rules.element(i), trial);
        return trial.isEmpty();
    }

    private void pairAlike() {
        int[] extras = matching.extras(shadow.size());
        for (int i : matching.missing()) {
            int best = -1;
            int similarity = Similarity.ALIKE - 1;
            for (int e = 0; e < extras.length && reference.get(i).isObject() && mayTry(); e++) {
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
    private Map<Long, List<Integer>> extrasByHash(long[] hashes) {
        Map<Long, List<Integer>> byHash = new HashMap<>();
        int[] extras = matching.extras(shadow.size());
        for (int e = extras.length - 1; e >= 0; e--) {
            byHash.computeIfAbsent(hashes[extras[e]], hash -> new ArrayList<>()).add(extras[e]);
        }
        return byHash;
    }
}

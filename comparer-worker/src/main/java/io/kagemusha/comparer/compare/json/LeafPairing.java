package io.kagemusha.comparer.compare.json;

import com.fasterxml.jackson.databind.JsonNode;
import io.kagemusha.comparer.compare.rule.Rank;
import java.util.Comparator;
import java.util.List;

/**
 * Pairs single values that a rule makes equal, of arrays whose order does not count: as many as there can be, in the time
 * that sorting them takes. For that both sides are gone through in ascending order.
 */
final class LeafPairing {

    private final JsonNode reference;
    private final JsonNode shadow;
    private final Place place;

    /**
     * @param place that of the arrays
     */
    LeafPairing(JsonNode reference, JsonNode shadow, Place place) {
        this.reference = reference;
        this.shadow = shadow;
        this.place = place;
    }

    private record Leaf(int index, JsonNode value, Rank rank) implements Comparable<Leaf> {

        private static final Comparator<Leaf> ORDER =
                Comparator.comparing((Leaf leaf) -> leaf.value().getNodeType()).thenComparing(Leaf::rank);

        @Override
        public int compareTo(Leaf other) {
            return ORDER.compare(this, other);
        }
    }

    /**
     * Adds the pairs to {@code matching}.
     *
     * @param elements indices of the reference that have no partner; of those that are no single values nothing is made
     * @param candidates the same of the shadow
     */
    void pair(List<Integer> elements, List<Integer> candidates, Matching matching) {
        List<Leaf> left = ascending(reference, elements);
        List<Leaf> right = ascending(shadow, candidates);
        int l = 0;
        int r = 0;
        while (l < left.size() && r < right.size()) {
            Leaf a = left.get(l);
            Leaf b = right.get(r);
            if (JsonComparator.equalLeaves(a.value(), b.value(), place.element(a.index()))) {
                matching.pair(a.index(), b.index());
                l++;
                r++;
            } else if (a.compareTo(b) < 0) {
                l++;
            } else {
                r++;
            }
        }
    }

    private static List<Leaf> ascending(JsonNode array, List<Integer> indices) {
        return indices.stream()
                .filter(i -> array.get(i).isValueNode())
                .map(i -> new Leaf(i, array.get(i), Rank.of(array.get(i).asText())))
                .sorted()
                .toList();
    }
}

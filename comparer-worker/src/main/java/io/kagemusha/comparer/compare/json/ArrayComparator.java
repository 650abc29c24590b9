package io.kagemusha.comparer.compare.json;

import com.fasterxml.jackson.databind.JsonNode;
import io.kagemusha.common.exchange.Difference.Kind;
import io.kagemusha.comparer.compare.finding.Findings;
import io.kagemusha.comparer.compare.rule.PathRules;
import java.util.BitSet;

/**
 * Compares arrays: finds which elements correspond, reports those that have no partner and a changed order, and has
 * partners compared. A pair goes by its index in the reference.
 */
final class ArrayComparator {

    private static final BitSet NOTHING = new BitSet();

    private final JsonComparator elements;
    private final Findings findings;
    private final Effort effort;
    private final boolean onTrial;

    ArrayComparator(JsonComparator elements, Findings findings, Effort effort, boolean onTrial) {
        this.elements = elements;
        this.findings = findings;
        this.effort = effort;
        this.onTrial = onTrial;
    }

    void compare(JsonNode reference, JsonNode shadow, Place place) {
        // Within an array that is known to differ, looking again at each level would cost the square of the depth
        if (!place.isInArray() && JsonValues.same(reference, shadow)) {
            return;
        }
        if (place.shape() != null) {
            compareShapes(reference, shadow, place, place.shape());
            return;
        }
        PathRules rules = place.rules();
        PathRules.Key key = rules.key();
        String unordered = rules.unordered();
        if (key != null) {
            Matching matching = KeyedMatching.of(reference, shadow, key.member());
            compare(reference, shadow, place, matching);
            if (matching.reordered()) {
                findings.applied(key.rule());
            }
        } else if (unordered != null) {
            var bag = new BagMatching(reference, shadow, place, effort);
            Matching matching = onTrial ? bag.pairEqual() : bag.pairAll();
            // What has been tried need not be tried again, or each level would double the time
            compare(reference, shadow, place, matching, onTrial ? bag.tried() : NOTHING);
            if (matching.reordered()) {
                findings.applied(unordered);
            }
        } else {
            ElementIdentity ruled = effort.ruled();
            Matching matching = OrderedMatching.of(
                    reference,
                    shadow,
                    ruled.ofElements(reference, rules),
                    ruled.ofElements(shadow, rules),
                    effort.alignment());
            if (matching.reordered()) {
                findings.add(Kind.ORDER, place.pointer(), JsonText.of(reference), JsonText.of(shadow));
            }
            compare(reference, shadow, place, matching);
        }
    }

    private void compare(JsonNode reference, JsonNode shadow, Place place, Matching matching) {
        compare(reference, shadow, place, matching, NOTHING);
    }

    private void compare(JsonNode reference, JsonNode shadow, Place place, Matching matching, BitSet known) {
        for (int i = 0; i < reference.size() && !findings.isFull(); i++) {
            if (!matching.hasPartner(i)) {
                elements.missing(reference.get(i), place.element(i));
            } else if (!known.get(i)) {
                elements.compare(reference.get(i), shadow.get(matching.partner(i)), place.element(i));
            }
        }
        for (int j : matching.extras(shadow.size())) {
            if (findings.isFull()) {
                return;
            }
            elements.extra(shadow.get(j), place.element(j));
        }
    }

    /** Lengths may differ; an element beyond the end of the reference must look like the reference's last. */
    private void compareShapes(JsonNode reference, JsonNode shadow, Place place, String rule) {
        if (reference.size() != shadow.size()) {
            findings.applied(rule);
        }
        if (reference.isEmpty()) {
            return;
        }
        for (int i = 0; i < shadow.size() && !findings.isFull(); i++) {
            JsonNode model = reference.get(Math.min(i, reference.size() - 1));
            elements.compare(model, shadow.get(i), place.element(i));
        }
    }
}

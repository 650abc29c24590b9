package io.kagemusha.comparer.compare.json;

import com.fasterxml.jackson.databind.JsonNode;
import io.kagemusha.common.exchange.Difference.Kind;
import io.kagemusha.comparer.compare.finding.Findings;
import io.kagemusha.comparer.compare.rule.PathRules;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compares two JSON documents place by place. One instance compares one pair, or two elements on trial; confined to its
 * thread.
 *
 * <p>Time grows with the size of the documents, but for the alignment of arrays, which is bounded.
 */
public final class JsonComparator {

    private final Findings findings;
    private final Effort effort;
    private final boolean onTrial;
    private final ArrayComparator arrays;

    private JsonComparator(Findings findings, Effort effort, boolean onTrial) {
        this.findings = findings;
        this.effort = effort;
        this.onTrial = onTrial;
        this.arrays = new ArrayComparator(this, findings, effort, onTrial);
    }

    /** Adds what differs to {@code findings}; {@code rules} are those of the documents' root. */
    public static void compare(JsonNode reference, JsonNode shadow, PathRules rules, Findings findings) {
        new JsonComparator(findings, new Effort(), false).compare(reference, shadow, Place.root(rules));
    }

    /** Whether nothing differs between two elements at {@code place}, as far as the effort goes. */
    static boolean equal(JsonNode reference, JsonNode shadow, Place place, Effort effort) {
        var findings = Findings.onTrial();
        new JsonComparator(findings, effort, true).compare(reference, shadow, place);
        return findings.isEmpty() && !effort.isSpent();
    }

    /** The same for two single values, which takes none of the effort. */
    static boolean equalLeaves(JsonNode reference, JsonNode shadow, Place place) {
        return place.rules().ignore() != null
                || JsonValues.same(reference, shadow)
                || (reference.getNodeType() == shadow.getNodeType() && accepting(reference, shadow, place) != null);
    }

    void compare(JsonNode reference, JsonNode shadow, Place place) {
        if (findings.isFull() || (onTrial && !effort.mayLookAt(reference, shadow))) {
            return;
        }
        String ignore = place.rules().ignore();
        if (ignore != null) {
            if (!JsonValues.same(reference, shadow)) {
                findings.applied(ignore);
            }
        } else if (reference.isObject() && shadow.isObject()) {
            compareMembers(reference, shadow, place);
        } else if (reference.isArray() && shadow.isArray()) {
            arrays.compare(reference, shadow, place);
        } else if (!JsonValues.same(reference, shadow)) {
            differ(reference, shadow, place);
        }
    }

    private void compareMembers(JsonNode reference, JsonNode shadow, Place place) {
        int common = 0;
        for (Map.Entry<String, JsonNode> member : reference.properties()) {
            if (findings.isFull()) {
                return;
            }
            String name = member.getKey();
            JsonNode other = shadow.get(name);
            if (other == null) {
                missing(member.getValue(), place.member(name));
            } else {
                common++;
                compareMember(member.getValue(), other, place, name);
            }
        }
        if (common < shadow.size()) {
            for (Map.Entry<String, JsonNode> member : shadow.properties()) {
                if (!reference.has(member.getKey())) {
                    extra(member.getValue(), place.member(member.getKey()));
                }
            }
        }
    }

    private void compareMember(JsonNode reference, JsonNode shadow, Place place, String name) {
        boolean equalLeaves = reference.isValueNode() && JsonValues.same(reference, shadow);
        if (!equalLeaves) {
            compare(reference, shadow, place.member(name));
        }
    }

    /** Only the reference has something there. */
    void missing(JsonNode reference, Place place) {
        oneSided(Kind.MISSING, place, JsonText.of(reference), null);
    }

    /** Only the shadow has something there. */
    void extra(JsonNode shadow, Place place) {
        oneSided(Kind.EXTRA, place, null, JsonText.of(shadow));
    }

    private void oneSided(Kind kind, Place place, @Nullable String reference, @Nullable String shadow) {
        String ignore = place.rules().ignore();
        if (ignore != null) {
            findings.applied(ignore);
        } else {
            findings.add(kind, place.pointer(), reference, shadow);
        }
    }

    private void differ(JsonNode reference, JsonNode shadow, Place place) {
        boolean sameType = reference.getNodeType() == shadow.getNodeType();
        String rule = sameType ? accepting(reference, shadow, place) : null;
        if (rule != null) {
            findings.applied(rule);
        } else {
            findings.add(
                    sameType ? Kind.VALUE : Kind.TYPE, place.pointer(), JsonText.of(reference), JsonText.of(shadow));
        }
    }

    private static @Nullable String accepting(JsonNode reference, JsonNode shadow, Place place) {
        String tolerating =
                JsonValues.hasText(reference) ? place.rules().tolerating(reference.asText(), shadow.asText()) : null;
        return tolerating == null ? place.shape() : tolerating;
    }
}

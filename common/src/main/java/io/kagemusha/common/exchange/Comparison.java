package io.kagemusha.common.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The differences between the reference and one shadow, and the rules that accepted some of them. Confined to the
 * thread that compares; hooks change it while they are called and not afterwards.
 */
public final class Comparison {

    private final String reference;
    private final String shadow;
    private final List<Difference> differences = new ArrayList<>();
    private final TreeSet<String> rules = new TreeSet<>();

    /**
     * @param reference the backend whose response is the reference
     * @param shadow the backend that is compared with it
     */
    public Comparison(String reference, String shadow) {
        this.reference = reference;
        this.shadow = shadow;
    }

    public String reference() {
        return reference;
    }

    public String shadow() {
        return shadow;
    }

    /** The differences that nothing has accepted, in the order of their discovery. */
    public List<Difference> differences() {
        return List.copyOf(differences);
    }

    /** The names of the rules that accepted something, sorted. */
    public List<String> rules() {
        return List.copyOf(rules);
    }

    public void add(Difference difference) {
        differences.add(difference);
    }

    /** Takes the difference away because {@code rule} allows it; a difference that is not there changes nothing. */
    public void accept(Difference difference, String rule) {
        if (differences.remove(difference)) {
            rules.add(rule);
        }
    }

    /** Notes that {@code rule} made a difference disappear before it was one, as an unordered array does. */
    public void applied(String rule) {
        rules.add(rule);
    }

    /** {@code MATCH}, {@code MATCH_AFTER_RULES} or {@code MISMATCH}. */
    public Outcome outcome() {
        if (!differences.isEmpty()) {
            return Outcome.MISMATCH;
        }
        return rules.isEmpty() ? Outcome.MATCH : Outcome.MATCH_AFTER_RULES;
    }

    @Override
    public String toString() {
        String verdict = outcome() + " " + reference + " / " + shadow;
        return differences.stream()
                .map(d -> "  " + d.kind().wireName() + " " + d.path() + ": " + d.reference() + " / " + d.shadow())
                .collect(Collectors.joining("\n", verdict + (differences.isEmpty() ? "" : "\n"), ""));
    }
}

package io.kagemusha.comparer.compare.rule;

import io.kagemusha.common.configuration.RuleAction;
import io.kagemusha.common.configuration.RuleSettings;
import io.kagemusha.common.json.PointerPattern;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The rules at one place of a body, and the way to those of the places below: a state of the automaton that all path
 * patterns together make. States are made as they are reached and kept, so that a step costs one look-up.
 *
 * <p>Safe for use by several threads.
 */
public final class PathRules {

    /** No rules, here and below. */
    public static final PathRules NONE = of(List.of());

    private static final int MAX_STATES = 10_000;

    private final Map<Set<PatternPosition>, PathRules> states;
    private final Set<PatternPosition> positions;
    private final Set<String> literals = new HashSet<>();
    private final Map<String, PathRules> named = new ConcurrentHashMap<>();
    private final List<RuleSettings> here;
    private volatile @Nullable PathRules other;

    private PathRules(Map<Set<PatternPosition>, PathRules> states, Set<PatternPosition> positions) {
        this.states = states;
        this.positions = positions;
        this.here = positions.stream()
                .filter(PatternPosition::atEnd)
                .map(PatternPosition::rule)
                .distinct()
                .toList();
        for (PatternPosition position : positions) {
            if (!position.atEnd()) {
                literals.add(position.segment());
            }
        }
        literals.remove(PointerPattern.ONE);
        literals.remove(PointerPattern.ANY_NUMBER);
    }

    /** The state at the root of a body. */
    static PathRules of(List<RuleSettings> rules) {
        var start = new LinkedHashSet<PatternPosition>();
        for (RuleSettings rule : rules) {
            for (String path : rule.paths()) {
                new PatternPosition(rule, PointerPattern.parse(path), 0).addTo(start);
            }
        }
        return new PathRules(new ConcurrentHashMap<>(), start);
    }

    /** The rules at the member of that name. */
    public PathRules member(String name) {
        if (!literals.contains(name)) {
            return elsewhere();
        }
        PathRules known = named.get(name);
        if (known == null) {
            known = after(name);
            named.put(name, known);
        }
        return known;
    }

    /** The rules at the array element of that index. */
    public PathRules element(int index) {
        return literals.isEmpty() ? elsewhere() : member(Integer.toString(index));
    }

    private PathRules elsewhere() {
        PathRules known = other;
        if (known == null) {
            known = positions.isEmpty() ? this : after(null);
            other = known;
        }
        return known;
    }

    private PathRules after(@Nullable String segment) {
        var next = new LinkedHashSet<PatternPosition>();
        for (PatternPosition position : positions) {
            position.step(segment, next);
        }
        PathRules known = states.get(next);
        if (known == null) {
            known = new PathRules(states, next);
            if (states.size() < MAX_STATES) {
                states.putIfAbsent(next, known);
            }
        }
        return known;
    }

    /** The rule that accepts any difference here and below, or null. */
    public @Nullable String ignore() {
        return first(RuleAction.Ignore.class);
    }

    /** The rule by which the order of the array here does not count, or null. */
    public @Nullable String unordered() {
        return first(RuleAction.Unordered.class);
    }

    /** The rule by which only the shape of the value here counts, below too, or null. */
    public @Nullable String sameShape() {
        return first(RuleAction.SameShape.class);
    }

    /** The rule that names a member by which the elements of the array here are matched, or null. */
    public @Nullable Key key() {
        for (RuleSettings rule : here) {
            if (rule.action() instanceof RuleAction.KeyBy keyBy) {
                return new Key(rule.name(), keyBy.member());
            }
        }
        return null;
    }

    /** The rule that tolerates the difference between these two values here, or null. */
    public @Nullable String tolerating(String reference, String shadow) {
        for (RuleSettings rule : here) {
            if (Tolerance.accepts(rule.action(), reference, shadow)) {
                return rule.name();
            }
        }
        return null;
    }

    /** Whether a rule here might tolerate another value in the place of this one. */
    public boolean tolerant(String value) {
        for (RuleSettings rule : here) {
            if (Tolerance.concerns(rule.action(), value)) {
                return true;
            }
        }
        return false;
    }

    private @Nullable String first(Class<? extends RuleAction> action) {
        for (RuleSettings rule : here) {
            if (action.isInstance(rule.action())) {
                return rule.name();
            }
        }
        return null;
    }

    /**
     * How the elements of an array are matched.
     *
     * @param rule the name of the rule
     * @param member the name of the member whose value identifies an element
     */
    public record Key(String rule, String member) {}
}

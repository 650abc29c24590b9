package io.kagemusha.comparer.compare.rule;

import io.kagemusha.common.configuration.RuleSettings;
import io.kagemusha.common.json.PointerPattern;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How far into one of a rule's patterns the way to a place has come. */
record PatternPosition(RuleSettings rule, PointerPattern pattern, int at) {

    boolean atEnd() {
        return at == pattern.segments().size();
    }

    /** The segment that the next step has to fit. */
    String segment() {
        return pattern.segments().get(at);
    }

    /** Adds the positions that a step to {@code name} leads to; null is a name that no pattern has. */
    void step(@Nullable String name, Set<PatternPosition> next) {
        if (atEnd()) {
            return;
        }
        if (segment().equals(PointerPattern.ANY_NUMBER)) {
            addTo(next);
        } else if (segment().equals(PointerPattern.ONE) || segment().equals(name)) {
            new PatternPosition(rule, pattern, at + 1).addTo(next);
        }
    }

    /** Adds this position, and those that are reached from it without a step. */
    void addTo(Set<PatternPosition> all) {
        all.add(this);
        if (!atEnd() && segment().equals(PointerPattern.ANY_NUMBER)) {
            new PatternPosition(rule, pattern, at + 1).addTo(all);
        }
    }
}

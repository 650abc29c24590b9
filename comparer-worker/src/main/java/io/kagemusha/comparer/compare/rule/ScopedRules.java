package io.kagemusha.comparer.compare.rule;

import io.kagemusha.common.configuration.RuleAction;
import io.kagemusha.common.configuration.RuleSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rules that hold for one route and endpoint. Safe for use by several threads. */
public final class ScopedRules {

    private static final String EVERY_FIELD = "*";

    private final List<RuleSettings> statusRules;
    private final List<RuleSettings> headerRules;
    private final PathRules body;

    ScopedRules(List<RuleSettings> rules) {
        this.statusRules = rules.stream().filter(RuleSettings::status).toList();
        this.headerRules =
                rules.stream().filter(rule -> !rule.headers().isEmpty()).toList();
        this.body = rules.stream().allMatch(rule -> rule.paths().isEmpty()) ? PathRules.NONE : PathRules.of(rules);
    }

    /** The rules at the root of the body. */
    public PathRules body() {
        return body;
    }

    /** The rule that accepts a difference of status, or null. */
    public @Nullable String acceptingStatus() {
        for (RuleSettings rule : statusRules) {
            if (rule.action() instanceof RuleAction.Ignore) {
                return rule.name();
            }
        }
        return null;
    }

    /**
     * The rule that accepts this difference of a field, or null.
     *
     * @param name in lower case
     * @param reference the values of its lines in order; empty where there is none
     */
    public @Nullable String acceptingField(String name, List<String> reference, List<String> shadow) {
        for (RuleSettings rule : headerRules) {
            boolean named = rule.headers().contains(name) || rule.headers().contains(EVERY_FIELD);
            if (named && accepts(rule.action(), reference, shadow)) {
                return rule.name();
            }
        }
        return null;
    }

    private static boolean accepts(RuleAction action, List<String> reference, List<String> shadow) {
        if (action instanceof RuleAction.Ignore) {
            return true;
        }
        if (reference.size() != shadow.size()) {
            return false;
        }
        if (action instanceof RuleAction.SameShape) {
            return true;
        }
        for (int i = 0; i < reference.size(); i++) {
            String a = reference.get(i);
            String b = shadow.get(i);
            if (!a.equals(b) && !Tolerance.accepts(action, a, b)) {
                return false;
            }
        }
        return true;
    }
}

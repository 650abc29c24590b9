package io.kagemusha.common.configuration;

import io.kagemusha.common.yaml.DurationText;
import io.kagemusha.common.yaml.SizeText;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The {@code compare} section of an {@link EffectiveConfiguration}. */
final class EffectiveComparison {

    private EffectiveComparison() {}

    static Map<String, Object> render(CompareSettings compare) {
        var map = new LinkedHashMap<String, Object>();
        map.put("join-timeout", DurationText.format(compare.joinTimeout()));
        map.put("only-complete", compare.onlyComplete());
        map.put("ignore-headers", IgnoredHeaders.entries(compare.ignoreHeaders()));
        map.put("endpoints", compare.endpoints());
        map.put("inline-body", SizeText.format(compare.inlineBodyBytes()));
        map.put("rules", compare.rules().stream().map(EffectiveComparison::rule).toList());
        return map;
    }

    private static Map<String, Object> rule(RuleSettings rule) {
        var map = new LinkedHashMap<String, Object>();
        map.put("name", rule.name());
        putIfGiven(map, "route", rule.scope().route());
        putIfGiven(map, "endpoint", rule.scope().endpoint());
        var statuses =
                rule.scope().statuses().stream().map(StatusPair::toString).toList();
        putIfGiven(map, "statuses", statuses.isEmpty() ? null : statuses);
        putIfGiven(map, "paths", rule.paths().isEmpty() ? null : rule.paths());
        putIfGiven(map, "headers", rule.headers().isEmpty() ? null : rule.headers());
        putIfGiven(map, "status", rule.status() ? Boolean.TRUE : null);
        action(map, rule.action());
        return map;
    }

    private static void action(Map<String, Object> map, RuleAction action) {
        if (action instanceof RuleAction.Ignore) {
            map.put("action", "ignore");
        } else if (action instanceof RuleAction.Unordered) {
            map.put("action", "unordered");
        } else if (action instanceof RuleAction.KeyBy keyBy) {
            map.put("action", "key-by");
            map.put("key", keyBy.member());
        } else if (action instanceof RuleAction.TolerateNumber tolerate) {
            map.put("action", "tolerate-number");
            map.put("within", tolerate.within().toPlainString());
        } else if (action instanceof RuleAction.TolerateTime tolerate) {
            map.put("action", "tolerate-time");
            map.put("within", DurationText.format(tolerate.within()));
        } else if (action instanceof RuleAction.AnyUuid) {
            map.put("action", "any-uuid");
        } else if (action instanceof RuleAction.SameShape) {
            map.put("action", "same-shape");
        }
    }

    private static void putIfGiven(Map<String, Object> map, String key, @Nullable Object value) {
        if (value != null) {
            map.put(key, value);
        }
    }
}

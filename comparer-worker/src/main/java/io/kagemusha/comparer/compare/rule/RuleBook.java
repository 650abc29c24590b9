package io.kagemusha.comparer.compare.rule;

import io.kagemusha.common.configuration.RuleSettings;
import io.kagemusha.common.configuration.RuleSettings.Scope;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** All configured rules, compiled once. Safe for use by several threads. */
public final class RuleBook {

    private static final int MAX_REMEMBERED = 4096;

    private final List<Entry> entries;
    private final boolean scoped;
    private final ScopedRules everywhere;
    private final Map<Place, ScopedRules> byPlace = new ConcurrentHashMap<>();
    private final Map<List<RuleSettings>, ScopedRules> byRules = new ConcurrentHashMap<>();

    /** Compiles the rules; of several that fit a place, the first counts. */
    public RuleBook(List<RuleSettings> rules) {
        this.entries = rules.stream().map(Entry::of).toList();
        this.scoped = rules.stream().anyMatch(rule -> !rule.scope().equals(Scope.ALL));
        this.everywhere = new ScopedRules(rules);
    }

    /**
     * Where rules are asked for.
     *
     * @param status the reference's
     */
    public record Place(String route, String endpoint, int status, int shadowStatus) {}

    /** The rules that hold there. */
    public ScopedRules in(Place place) {
        if (!scoped) {
            return everywhere;
        }
        ScopedRules known = byPlace.get(place);
        if (known == null) {
            List<RuleSettings> selected = entries.stream()
                    .filter(entry -> entry.holdsIn(place))
                    .map(Entry::rule)
                    .toList();
            known = byRules.computeIfAbsent(selected, ScopedRules::new);
            if (byPlace.size() < MAX_REMEMBERED) {
                byPlace.put(place, known);
            }
        }
        return known;
    }

    private record Entry(RuleSettings rule, @Nullable EndpointPattern endpoint) {

        static Entry of(RuleSettings rule) {
            String pattern = rule.scope().endpoint();
            return new Entry(rule, pattern == null ? null : EndpointPattern.parse(pattern));
        }

        boolean holdsIn(Place place) {
            String onlyRoute = rule.scope().route();
            var statuses = rule.scope().statuses();
            return (onlyRoute == null || onlyRoute.equals(place.route()))
                    && (endpoint == null || endpoint.matches(place.endpoint()))
                    && (statuses.isEmpty()
                            || statuses.stream().anyMatch(pair -> pair.matches(place.status(), place.shadowStatus())));
        }
    }
}

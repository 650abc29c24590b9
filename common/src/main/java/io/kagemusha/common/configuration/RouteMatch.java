package io.kagemusha.common.configuration;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Conditions that a request meets all of.
 *
 * @param methods any of them; empty: every method
 * @param paths any of these patterns; empty: every path. {@code *} stands for one segment or a part of one, {@code **} for
 *     any number of them
 * @param hosts any of them, without port, in lower case; empty: every host. {@code *.example.org} matches below it
 * @param headers names, each with the exact value that it must have, {@code *} for any
 */
public record RouteMatch(Set<String> methods, List<String> paths, Set<String> hosts, Map<String, String> headers) {

    /** Matches every request. */
    public static final RouteMatch ANY = new RouteMatch(Set.of(), List.of(), Set.of(), Map.of());

    public RouteMatch {
        methods = Set.copyOf(methods);
        paths = List.copyOf(paths);
        hosts = Set.copyOf(hosts);
        headers = Map.copyOf(headers);
    }
}

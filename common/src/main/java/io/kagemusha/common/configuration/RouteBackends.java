package io.kagemusha.common.configuration;

import java.util.List;

/**
 * The backends that a route selects.
 *
 * @param answering names of those that may answer, in the order in which they are asked; at least one
 * @param shadows names of those that are sent the request and never answer; none of {@code answering}
 * @param open whether the route names nobody who answers, and so selects all that there are
 */
public record RouteBackends(List<String> answering, List<String> shadows, boolean open) {

    public RouteBackends {
        answering = List.copyOf(answering);
        shadows = List.copyOf(shadows);
    }

    /** These and no others, and all of them may answer. */
    public static RouteBackends of(List<String> answering) {
        return new RouteBackends(answering, List.of(), false);
    }

    /** The same where only these backends are left, or more have come; where nobody is left to answer, the master does. */
    RouteBackends among(List<String> registered, String master) {
        List<String> wanted = open ? registered : answering;
        List<String> found = wanted.stream()
                .filter(name -> registered.contains(name) && !shadows.contains(name))
                .toList();
        List<String> left = found.isEmpty() ? List.of(master) : found;
        List<String> unseen = shadows.stream()
                .filter(name -> registered.contains(name) && !left.contains(name))
                .toList();
        return new RouteBackends(left, unseen, open);
    }
}

package io.kagemusha.common.configuration;

import java.util.List;
import java.util.Map;

/**
 * Which requests go where.
 *
 * @param backends names of those that may answer, in the order in which they are asked; at least one
 * @param shadows names of those that are sent the request and never answer; none of {@code backends}
 * @param munge by backend name
 * @param open whether it names no backends, and so selects all that there are
 */
public record RouteSettings(
        String name,
        RouteMatch match,
        List<String> backends,
        List<String> shadows,
        ReplyRule reply,
        Map<String, MungeSettings> munge,
        boolean open) {

    /** The name of the route that matches everything, used where none is configured. */
    public static final String DEFAULT_NAME = "default";

    /** The route that matches everything and selects these backends. */
    public static RouteSettings ofAll(List<String> backends) {
        return new RouteSettings(DEFAULT_NAME, RouteMatch.ANY, backends, List.of(), ReplyRule.MASTER, Map.of(), true);
    }

    public RouteSettings {
        backends = List.copyOf(backends);
        shadows = List.copyOf(shadows);
        munge = Map.copyOf(munge);
    }

    /** Whether requests of this route can be sent to that backend, a hook's selection apart. */
    public boolean selects(String backend) {
        return backends.contains(backend) || shadows.contains(backend);
    }

    /** The same where only these backends are left, or more have come; where nobody is left to answer, the master does. */
    RouteSettings among(List<String> registered, String master) {
        List<String> left = (open ? registered : backends)
                .stream()
                        .filter(name -> registered.contains(name) && !shadows.contains(name))
                        .toList();
        List<String> answering = left.isEmpty() ? List.of(master) : left;
        List<String> unseen = shadows.stream()
                .filter(name -> registered.contains(name) && !answering.contains(name))
                .toList();
        return new RouteSettings(name, match, answering, unseen, reply, munge, open);
    }
}

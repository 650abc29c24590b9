package io.kagemusha.common.configuration;

import java.util.List;
import java.util.Map;

/**
 * Which requests go where.
 *
 * @param backends names of those that may answer, in the order in which they are asked; at least one
 * @param shadows names of those that are sent the request and never answer; none of {@code backends}
 * @param munge by backend name
 */
public record RouteSettings(
        String name,
        RouteMatch match,
        List<String> backends,
        List<String> shadows,
        ReplyRule reply,
        Map<String, MungeSettings> munge) {

    /** The name of the route that matches everything, used where none is configured. */
    public static final String DEFAULT_NAME = "default";

    /** The route that matches everything and selects these backends. */
    public static RouteSettings ofAll(List<String> backends) {
        return new RouteSettings(DEFAULT_NAME, RouteMatch.ANY, backends, List.of(), ReplyRule.MASTER, Map.of());
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
}

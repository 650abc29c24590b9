package io.kagemusha.common.configuration;

import java.util.List;
import java.util.Map;

/**
 * Which requests go where.
 *
 * @param backends names in order of registration, at least one
 * @param munge by backend name
 */
public record RouteSettings(
        String name, RouteMatch match, List<String> backends, ReplyRule reply, Map<String, MungeSettings> munge) {

    /** The name of the route that matches everything, used where none is configured. */
    public static final String DEFAULT_NAME = "default";

    /** The route that matches everything and selects these backends. */
    public static RouteSettings ofAll(List<String> backends) {
        return new RouteSettings(DEFAULT_NAME, RouteMatch.ANY, backends, ReplyRule.MASTER, Map.of());
    }

    public RouteSettings {
        backends = List.copyOf(backends);
        munge = Map.copyOf(munge);
    }
}

package io.kagemusha.common.configuration;

import java.util.List;
import java.util.Map;

/**
 * Which requests go where.
 *
 * @param munge by backend name
 */
public record RouteSettings(
        String name, RouteMatch match, RouteBackends selection, ReplyRule reply, Map<String, MungeSettings> munge) {

    /** The name of the route that matches everything, used where none is configured. */
    public static final String DEFAULT_NAME = "default";

    /** The route that matches everything and selects these backends, and those that are added. */
    public static RouteSettings ofAll(List<String> backends) {
        var selection = new RouteBackends(backends, List.of(), true);
        return new RouteSettings(DEFAULT_NAME, RouteMatch.ANY, selection, ReplyRule.MASTER, Map.of());
    }

    public RouteSettings {
        munge = Map.copyOf(munge);
    }

    /** Names of those that may answer, in the order in which they are asked; at least one. */
    public List<String> backends() {
        return selection.answering();
    }

    /** Names of those that are sent the request and never answer. */
    public List<String> shadows() {
        return selection.shadows();
    }

    /** Whether requests of this route can be sent to that backend, a hook's selection apart. */
    public boolean selects(String backend) {
        return backends().contains(backend) || shadows().contains(backend);
    }

    /** The same where only these backends are left, or more have come. */
    RouteSettings among(List<String> registered, String master) {
        return new RouteSettings(name, match, selection.among(registered, master), reply, munge);
    }
}

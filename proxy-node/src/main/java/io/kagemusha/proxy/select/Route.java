package io.kagemusha.proxy.select;

import io.kagemusha.common.configuration.MungeSettings;
import io.kagemusha.common.configuration.ReplyRule;
import io.kagemusha.common.configuration.RouteMatch;
import io.kagemusha.common.configuration.RouteSettings;
import io.kagemusha.proxy.backend.Backend;
import io.kagemusha.proxy.http.RequestHead;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A route with its backends looked up. Immutable. */
public final class Route {

    private final RouteSettings settings;
    private final RequestMatcher matcher;
    private final List<Backend> backends;

    Route(RouteSettings settings, Map<String, Backend> registered) {
        this.settings = settings;
        this.matcher = new RequestMatcher(settings.match());
        this.backends = registered.values().stream()
                .filter(backend -> settings.backends().contains(backend.name()))
                .toList();
    }

    /** The route of requests that no configured one matches. */
    static Route masterOnly(String name, Backend master) {
        var settings = new RouteSettings(name, RouteMatch.ANY, List.of(master.name()), ReplyRule.MASTER, Map.of());
        return new Route(settings, Map.of(master.name(), master));
    }

    boolean matches(RequestHead head) {
        return matcher.matches(head);
    }

    public String name() {
        return settings.name();
    }

    /** In order of registration. */
    List<Backend> backends() {
        return backends;
    }

    public ReplyRule reply() {
        return settings.reply();
    }

    /** What the route changes in the copy for that backend, or null. */
    public @Nullable MungeSettings munge(Backend backend) {
        return settings.munge().get(backend.name());
    }
}

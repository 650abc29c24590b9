package io.kagemusha.proxy.select;

import io.kagemusha.common.configuration.BackendSettings;
import io.kagemusha.common.configuration.ProxySettings;
import io.kagemusha.proxy.backend.Backend;
import io.kagemusha.proxy.http.RequestHead;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The backends and routes of one moment. Immutable: a change makes another one, and a request is routed by one of them
 * alone, from its beginning to its end.
 */
public final class Routing {

    private static final String UNMATCHED = "unmatched";

    private final Map<String, Backend> registered;
    private final List<Route> routes;
    private final Route unmatched;

    private Routing(ProxySettings settings, Map<String, Backend> registered) {
        this.registered = Collections.unmodifiableMap(registered);
        Backend found = registered.get(settings.master().name());
        if (found == null) {
            throw new IllegalArgumentException(
                    "registered: lacks the master " + settings.master().name());
        }
        this.routes = settings.routes().stream()
                .map(route -> new Route(route, registered, found))
                .toList();
        this.unmatched = Route.masterOnly(UNMATCHED, found);
    }

    /** The first routing of a node. */
    public static Routing of(ProxySettings settings, Function<BackendSettings, Backend> create) {
        return new Routing(settings, backends(settings, Map.of(), create));
    }

    /** The routing after a change: a backend whose settings stay the same stays the same object. */
    public Routing changedTo(ProxySettings settings, Function<BackendSettings, Backend> create) {
        return new Routing(settings, backends(settings, registered, create));
    }

    private static Map<String, Backend> backends(
            ProxySettings settings, Map<String, Backend> before, Function<BackendSettings, Backend> create) {
        Map<String, Backend> backends = new LinkedHashMap<>();
        for (BackendSettings wanted : settings.backends()) {
            Backend known = before.get(wanted.name());
            boolean same = known != null && known.settings().equals(wanted);
            backends.put(wanted.name(), same ? known : create.apply(wanted));
        }
        return backends;
    }

    /** In order of registration. */
    public Collection<Backend> backends() {
        return registered.values();
    }

    /** The first route that matches; where none does, one that selects the master. */
    Route routeOf(RequestHead head) {
        for (Route route : routes) {
            if (route.matches(head)) {
                return route;
            }
        }
        return unmatched;
    }

    /** The backend of that name, or null. */
    @Nullable
    Backend backend(@Nullable String name) {
        return name == null ? null : registered.get(name);
    }

    /** The backends that this routing has and {@code other} has not. */
    public Set<Backend> without(Routing other) {
        var gone = new HashSet<>(backends());
        other.backends().forEach(gone::remove);
        return gone;
    }
}

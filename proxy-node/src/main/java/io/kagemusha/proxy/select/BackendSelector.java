package io.kagemusha.proxy.select;

import io.kagemusha.common.configuration.ProxySettings;
import io.kagemusha.common.hook.SelectBackends;
import io.kagemusha.proxy.backend.Backend;
import io.kagemusha.proxy.http.ForwardedRequest;
import io.kagemusha.proxy.http.RequestHead;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chooses the backends of each request: the first route that matches, then the hooks, then sampling. A request that is
 * itself a shadow's goes to the master alone, so that nothing is shadowed in circles. Safe for use by several threads.
 */
public final class BackendSelector {

    private static final Logger LOG = LoggerFactory.getLogger(BackendSelector.class);
    private static final String UNMATCHED = "unmatched";

    private final Map<String, Backend> registered;
    private final List<Route> routes;
    private final Backend master;
    private final Route unmatched;
    private final List<SelectBackends> hooks;
    private final Counter failures;
    private final Counter unknown;

    /**
     * Creates the selector.
     *
     * @param registered by name, in order of registration
     */
    public BackendSelector(
            ProxySettings settings,
            Map<String, Backend> registered,
            List<SelectBackends> hooks,
            MeterRegistry metrics) {
        this.registered = registered;
        this.routes = settings.routes().stream()
                .map(route -> new Route(route, registered))
                .toList();
        Backend found = registered.get(settings.master().name());
        if (found == null) {
            throw new IllegalArgumentException(
                    "registered: lacks the master " + settings.master().name());
        }
        this.master = found;
        this.unmatched = Route.masterOnly(UNMATCHED, found);
        this.hooks = List.copyOf(hooks);
        this.failures = metrics.counter("kagemusha.select.failures");
        this.unknown = metrics.counter("kagemusha.select.unknown.backends");
    }

    /**
     * The backends of that request.
     *
     * @param client the client's address without port
     */
    public Selected select(RequestHead head, String requestId, String client) {
        Route route = routeOf(head);
        if (head.headers().contains(ForwardedRequest.SHADOW_HEADER)) {
            return new Selected(route, List.of(master), master);
        }
        List<Backend> wanted = route.backends();
        if (!hooks.isEmpty()) {
            wanted = ask(new SelectionRequest(head, client, route.name()));
        }
        return sample(route, wanted, requestId);
    }

    private Route routeOf(RequestHead head) {
        for (Route route : routes) {
            if (route.matches(head)) {
                return route;
            }
        }
        return unmatched;
    }

    private List<Backend> ask(SelectionRequest request) {
        List<String> names = List.of();
        for (SelectBackends hook : hooks) {
            try {
                List<String> answer = hook.selectBackends(request);
                names = answer == null ? List.of() : new ArrayList<>(answer);
            } catch (Exception | LinkageError | AssertionError e) {
                failures.increment();
                LOG.atDebug().setCause(e).log("SelectBackends hook failed; master answers alone");
                names = List.of();
            }
        }
        return lookUp(names);
    }

    private List<Backend> lookUp(List<String> names) {
        Set<String> wanted = new HashSet<>(names);
        List<Backend> found = registered.values().stream()
                .filter(backend -> wanted.remove(backend.name()))
                .toList();
        unknown.increment(wanted.size());
        return found.isEmpty() ? List.of(master) : found;
    }

    private Selected sample(Route route, List<Backend> wanted, String requestId) {
        Backend preferred = wanted.contains(master) ? master : wanted.get(0);
        var all = new Selected(route, wanted, preferred);
        if (all.isRace()) {
            return all;
        }
        List<Backend> chosen = wanted;
        double position = -1;
        for (Backend backend : wanted) {
            double share = backend.settings().limits().sample();
            if (share < 1 && backend != preferred) {
                position = position < 0 ? Sampling.position(requestId) : position;
                if (position >= share) {
                    chosen = chosen == wanted ? new ArrayList<>(wanted) : chosen;
                    chosen.remove(backend);
                }
            }
        }
        return chosen == wanted ? all : new Selected(route, chosen, preferred);
    }
}

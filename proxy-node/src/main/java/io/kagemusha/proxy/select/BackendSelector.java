package io.kagemusha.proxy.select;

import io.kagemusha.common.hook.SelectBackends;
import io.kagemusha.proxy.backend.Backend;
import io.kagemusha.proxy.http.ForwardedRequest;
import io.kagemusha.proxy.http.RequestHead;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chooses the backends of each request: the first route that matches, then the hooks, then sampling. A request that is
 * itself a shadow's goes to the master alone, so that nothing is shadowed in circles. Safe for use by several threads.
 *
 * <p>What it selects by can be replaced at any time; each request sees one {@link Routing} as a whole.
 */
public final class BackendSelector {

    private static final Logger LOG = LoggerFactory.getLogger(BackendSelector.class);

    private final List<SelectBackends> hooks;
    private final Counter failures;
    private final Counter unknown;
    private volatile Routing routing;

    public BackendSelector(Routing routing, List<SelectBackends> hooks, MeterRegistry metrics) {
        this.routing = routing;
        this.hooks = List.copyOf(hooks);
        this.failures = metrics.counter("kagemusha.select.failures");
        this.unknown = metrics.counter("kagemusha.select.unknown.backends");
    }

    /** Selects by another routing from the next request on. */
    public void routeBy(Routing changed) {
        routing = changed;
    }

    /** What the next request is routed by. */
    public Routing routing() {
        return routing;
    }

    /**
     * The backends of that request.
     *
     * @param client the client's address without port
     */
    public Selected select(RequestHead head, String requestId, String client) {
        Routing now = routing;
        Route route = now.routeOf(head);
        if (head.headers().contains(ForwardedRequest.SHADOW_HEADER)) {
            return new Selected(route, List.of(now.master()), now.master());
        }
        List<Backend> wanted = route.backends();
        if (!hooks.isEmpty()) {
            wanted = ask(new SelectionRequest(head, client, route.name()), now);
        }
        return sample(route, now.master(), wanted, requestId);
    }

    private List<Backend> ask(SelectionRequest request, Routing now) {
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
        return lookUp(names, now);
    }

    private List<Backend> lookUp(List<String> names, Routing now) {
        Set<String> wanted = new HashSet<>(names);
        List<Backend> found = now.take(wanted);
        unknown.increment(wanted.size());
        return found.isEmpty() ? List.of(now.master()) : found;
    }

    private Selected sample(Route route, Backend master, List<Backend> wanted, String requestId) {
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

package io.kagemusha.proxy.select;

import io.kagemusha.common.hook.SelectBackends;
import io.kagemusha.proxy.backend.Backend;
import io.kagemusha.proxy.http.ForwardedRequest;
import io.kagemusha.proxy.http.RequestHead;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chooses the backends of each request: the first route that matches, then the hooks, then sampling. A request that is
 * itself a shadow's goes to who answers alone, so that nothing is shadowed in circles. Safe for use by several threads.
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
            return route.nextOfShadow();
        }
        if (hooks.isEmpty()) {
            return sampled(route.next(), head, requestId, client);
        }
        List<String> names = ask(new SelectionRequest(head, client, route.name()));
        return sampled(route.nextOf(lookUp(names, now)), head, requestId, client);
    }

    private List<String> ask(SelectionRequest request) {
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
        return names;
    }

    /** The backends of those names, each once, in that order. */
    private List<Backend> lookUp(List<String> names, Routing now) {
        var found = new ArrayList<Backend>();
        for (String name : new LinkedHashSet<>(names)) {
            Backend backend = now.backend(name);
            if (backend == null) {
                unknown.increment();
            } else {
                found.add(backend);
            }
        }
        return found;
    }

    private static Selected sampled(Selected all, RequestHead head, String requestId, String client) {
        List<Backend> left = List.of();
        for (Backend backend : all.backends()) {
            var sample = backend.settings().limits().sample();
            if (!all.mayAnswer(backend) && !Sampling.includes(sample, head, requestId, client)) {
                left = left.isEmpty() ? new ArrayList<>() : left;
                left.add(backend);
            }
        }
        return left.isEmpty() ? all : all.without(left);
    }
}

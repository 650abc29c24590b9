package io.kagemusha.proxy.select;

import io.kagemusha.proxy.backend.Backend;
import io.kagemusha.proxy.http.ForwardedRequest;
import io.kagemusha.proxy.http.RequestHead;
import io.kagemusha.proxy.log.RateLimitedLog;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Chooses the backends of each request: the first route that matches, then the hooks, then sampling. A request that is
 * itself a shadow's goes to who answers alone, so that nothing is shadowed in circles. Safe for use by several threads.
 *
 * <p>What it selects by can be replaced at any time; each request sees one {@link Routing} as a whole.
 */
public final class BackendSelector {

    private static final Duration LOG_INTERVAL = Duration.ofSeconds(5);

    private final SelectHooks hooks;
    private final Counter unknown;
    private final RateLimitedLog unknownLog =
            new RateLimitedLog(LoggerFactory.getLogger(BackendSelector.class), LOG_INTERVAL);
    private volatile Routing routing;

    public BackendSelector(Routing routing, SelectHooks hooks, MeterRegistry metrics) {
        this.routing = routing;
        this.hooks = hooks;
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
        if (hooks.isEmpty()) {
            return settled(route.next(), head, requestId, client);
        }
        List<String> names = hooks.ask(new SelectionRequest(head, requestId, client, route.name(), null));
        return settled(route.nextOf(lookUp(names, now)), head, requestId, client);
    }

    /** Whether {@link #selectLater} is needed, because hooks want bodies or may block. */
    public boolean takesTime() {
        return hooks.takeTime();
    }

    /** Whether {@link #selectLater} needs the body. */
    public boolean wantsBody() {
        return hooks.wantBody();
    }

    /**
     * As {@link #select}, where hooks take their time.
     *
     * @param then called on the loop, at once or later
     */
    public void selectLater(
            EventLoop loop,
            RequestHead head,
            @Nullable SeenBody body,
            String requestId,
            String client,
            Consumer<Selected> then) {
        Routing now = routing;
        Route route = now.routeOf(head);
        hooks.askLater(
                loop,
                new SelectionRequest(head, requestId, client, route.name(), body),
                names -> then.accept(settled(route.nextOf(lookUp(names, now)), head, requestId, client)));
    }

    /** The backends of those names, each once, in that order. */
    private List<Backend> lookUp(List<String> names, Routing now) {
        var found = new ArrayList<Backend>();
        for (String name : new LinkedHashSet<>(names)) {
            Backend backend = now.backend(name);
            if (backend == null) {
                unknown.increment();
                unknownLog
                        .at(Level.WARN)
                        .addKeyValue("backend", name)
                        .log("SelectBackends hook named the backend {}, which there is not; it is left out", name);
            } else {
                found.add(backend);
            }
        }
        return found;
    }

    private static Selected settled(Selected all, RequestHead head, String requestId, String client) {
        return head.headers().contains(ForwardedRequest.SHADOW_HEADER)
                ? all.unshadowed()
                : sampled(all, head, requestId, client);
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

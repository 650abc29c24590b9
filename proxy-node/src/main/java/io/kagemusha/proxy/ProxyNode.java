package io.kagemusha.proxy;

import io.kagemusha.common.admin.Condition;
import io.kagemusha.common.admin.ReadinessCheck;
import io.kagemusha.common.configuration.BackendSettings;
import io.kagemusha.common.configuration.Configuration;
import io.kagemusha.common.configuration.ListenerSettings;
import io.kagemusha.common.configuration.ProxySettings;
import io.kagemusha.common.hook.Hooks;
import io.kagemusha.proxy.backend.Backend;
import io.kagemusha.proxy.backend.BackendServices;
import io.kagemusha.proxy.backend.ConnectionPools;
import io.kagemusha.proxy.capture.Capture;
import io.kagemusha.proxy.client.AcceptFaults;
import io.kagemusha.proxy.client.ClientInitializer;
import io.kagemusha.proxy.control.Control;
import io.kagemusha.proxy.control.ControlledNode;
import io.kagemusha.proxy.exchange.ExchangeServices;
import io.kagemusha.proxy.exchange.Exchanges;
import io.kagemusha.proxy.metric.ProxyMetrics;
import io.kagemusha.proxy.select.BackendSelector;
import io.kagemusha.proxy.select.Munger;
import io.kagemusha.proxy.select.Routing;
import io.kagemusha.proxy.select.SelectHooks;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A proxy node: listens, forwards, answers, shadows, captures. This class is its wiring; the path of a request begins in
 * {@code client}, and goes on through {@code exchange}, {@code select} and {@code backend} to {@code capture}.
 *
 * <p>Starting and closing block and belong to one thread; everything else is safe for use by several.
 */
public final class ProxyNode implements ReadinessCheck, ControlledNode, AutoCloseable {

    private final ProxySettings settings;
    private final NodeParts parts;
    private final ProxyMetrics metrics;
    private final Map<EventLoop, ConnectionPools> pools = new HashMap<>();
    private final ClientInitializer clients;
    private final Listeners listeners;
    private final BackendServices shared;
    private final BackendSelector selector;
    private final Control control;
    private @Nullable BackendSettings unmade;
    private volatile boolean draining;
    private boolean closed;

    private ProxyNode(Configuration configuration, Hooks hooks, String name, MeterRegistry registry, NodeParts parts)
            throws IOException {
        this.settings = configuration.proxy();
        this.parts = parts;
        metrics = new ProxyMetrics(registry);
        listeners = new Listeners(parts.transport(), parts.loops(), new AcceptFaults(registry));
        shared =
                new BackendServices(parts.loops(), parts.transport(), parts.resolver(), parts.certificates(), registry);
        var selectHooks = new SelectHooks(hooks.selectBackends(), parts.hookThreads(), registry);
        selector = new BackendSelector(made(() -> Routing.of(settings, this::make)), selectHooks, registry);
        var munger = new Munger(hooks.mungeRequest(), parts.hookThreads(), registry);
        var services = new ExchangeServices(name, selector, munger, parts.capture(), metrics, settings.client());
        Map<EventLoop, Exchanges> exchanges = new HashMap<>();
        for (EventExecutor executor : parts.loops()) {
            var loop = (EventLoop) executor;
            var own = new ConnectionPools(loop, shared);
            pools.put(loop, own);
            exchanges.put(loop, new Exchanges(services, own, parts.access()));
        }
        clients = new ClientInitializer(exchanges, metrics, settings.client(), registry);
        control = parts.control().of(this);
        parts.certificates().afterEachLook(control::catchUp);
    }

    /**
     * Starts a node. When this returns, every listener accepts connections; whether Kafka is there does not matter for
     * that, but where it does not answer, some seconds are spent on waiting for what was changed at run time.
     *
     * @throws IOException when a file or a listener cannot be opened; nothing is left running then
     */
    public static ProxyNode start(Configuration configuration, Hooks hooks, MeterRegistry registry) throws IOException {
        return start(configuration, hooks, registry, () -> Capture.start(configuration, registry));
    }

    /** Starts a node that captures as {@code capturing} begins to. */
    static ProxyNode start(
            Configuration configuration, Hooks hooks, MeterRegistry registry, Supplier<Capture> capturing)
            throws IOException {
        String name = NodeName.ofThisProcess();
        var parts = NodeParts.open(configuration, name, registry, capturing);
        try {
            var node = new ProxyNode(configuration, hooks, name, registry, parts);
            node.open();
            return node;
        } catch (IOException | RuntimeException e) {
            parts.close(System.nanoTime());
            throw e;
        }
    }

    private void open() throws IOException {
        backends().forEach(Backend::begin);
        control.begin();
        for (ListenerSettings listener : settings.listeners()) {
            try {
                var tls = listener.tls() == null ? null : parts.certificates().of(listener.tls());
                listeners.open(listener, clients.forListener(tls, listener.proxyProtocol()));
            } catch (IOException e) {
                listeners.close();
                throw new IOException("listener " + listener.address() + ": " + e.getMessage(), e);
            }
        }
    }

    /**
     * Takes over backends and routes from these settings, from the next request on. Requests under way keep what they
     * have; backends that are gone, or have changed, are given up when the last of those has ended. All new ones are made
     * before the first of them begins.
     */
    @Override
    public synchronized void routeBy(ProxySettings changed) throws IOException {
        if (closed) {
            return;
        }
        if (unmade != null && changed.backends().contains(unmade)) {
            // While that fails, trying again and again costs no more than a look at its files
            check(unmade);
        }
        Routing before = selector.routing();
        Routing after = made(() -> before.changedTo(changed, this::make));
        after.without(before).forEach(Backend::begin);
        selector.routeBy(after);
        before.without(after).forEach(Backend::retire);
        pools.forEach((loop, own) -> loop.execute(() -> own.retain(after.backends())));
    }

    private Backend make(BackendSettings one) {
        unmade = one;
        var backend = new Backend(one, shared);
        unmade = null;
        return backend;
    }

    @Override
    public void check(BackendSettings one) throws IOException {
        made(() -> new Backend(one, shared));
    }

    private static <T> T made(Supplier<T> making) throws IOException {
        try {
            return making.get();
        } catch (UncheckedIOException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** Where clients can connect, as they would write it: {@code https://127.0.0.1:8443}, separated by commas. */
    public String urls() {
        return listeners.urls();
    }

    /** Where clients can connect, in the order of the configuration, with the real ports; without unix sockets. */
    public List<InetSocketAddress> addresses() {
        return listeners.addresses();
    }

    public ProxyCounters counters() {
        Capture capture = parts.capture();
        if (capture == null) {
            return new ProxyCounters(metrics.answered(), 0, 0, 0);
        }
        var captured = capture.metrics();
        return new ProxyCounters(
                metrics.answered(), captured.pairsSent(), captured.pairsDropped(), captured.recordsDropped());
    }

    /** Whether the counters of exchanges and of capture add up and nothing is under way. */
    public boolean balanced() {
        Capture capture = parts.capture();
        return metrics.balanced() && (capture == null || capture.metrics().balanced());
    }

    @Override
    public String name() {
        return "proxy";
    }

    @Override
    public Condition condition() {
        if (draining) {
            return Condition.unavailable(
                    "it is draining, no connection is accepted; exchanges under way: " + metrics.running());
        }
        Capture capture = parts.capture();
        return capture == null ? Condition.READY : capture.condition();
    }

    /** Changes it while it runs. */
    public Control control() {
        return control;
    }

    @Override
    public Collection<Backend> backends() {
        return selector.routing().backends();
    }

    @Override
    public long running() {
        return metrics.running();
    }

    @Override
    public void drain() {
        draining = true;
        listeners.close();
        clients.drain();
    }

    /**
     * Stops accepting, lets exchanges under way finish for up to the drain timeout, sends what was captured to Kafka, and
     * ends all threads. What has not ended by then is broken off and captured as a failure. A second call does nothing.
     */
    @Override
    public void close() {
        if (!markClosed()) {
            return;
        }
        long deadline = System.nanoTime() + settings.drainTimeout().toNanos();
        parts.control().close();
        drain();
        listeners.awaitClosed();
        while ((metrics.running() > 0 || clients.anyOpen()) && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        clients.closeAll();
        pools.values().forEach(ConnectionPools::close);
        selector.routing().backends().forEach(Backend::close);
        parts.hookThreads().close();
        pools.forEach((loop, own) -> loop.submit(own::closeAll).awaitUninterruptibly());
        parts.close(deadline);
    }

    private synchronized boolean markClosed() {
        boolean first = !closed;
        closed = true;
        return first;
    }
}

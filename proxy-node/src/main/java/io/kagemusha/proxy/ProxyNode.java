package io.kagemusha.proxy;

import io.kagemusha.common.admin.Condition;
import io.kagemusha.common.admin.ReadinessCheck;
import io.kagemusha.common.configuration.AccessLogSettings;
import io.kagemusha.common.configuration.BackendSettings;
import io.kagemusha.common.configuration.CaptureSettings;
import io.kagemusha.common.configuration.Configuration;
import io.kagemusha.common.configuration.ListenerSettings;
import io.kagemusha.common.configuration.ProxySettings;
import io.kagemusha.common.hook.Hooks;
import io.kagemusha.proxy.access.AccessLog;
import io.kagemusha.proxy.backend.Backend;
import io.kagemusha.proxy.backend.BackendServices;
import io.kagemusha.proxy.backend.ConnectionPools;
import io.kagemusha.proxy.capture.Capture;
import io.kagemusha.proxy.client.ClientInitializer;
import io.kagemusha.proxy.control.Control;
import io.kagemusha.proxy.control.ControlledNode;
import io.kagemusha.proxy.exchange.ExchangeServices;
import io.kagemusha.proxy.exchange.Exchanges;
import io.kagemusha.proxy.hook.HookThreads;
import io.kagemusha.proxy.metric.ProxyMetrics;
import io.kagemusha.proxy.select.BackendSelector;
import io.kagemusha.proxy.select.Munger;
import io.kagemusha.proxy.select.Routing;
import io.kagemusha.proxy.select.SelectHooks;
import io.kagemusha.proxy.tls.Certificates;
import io.kagemusha.proxy.transport.Transport;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A proxy node: listens, forwards, answers, shadows, captures. This class is its wiring; the path of a request begins in
 * {@code client}, and goes on through {@code exchange}, {@code select} and {@code backend} to {@code capture}.
 *
 * <p>Starting and closing block and belong to one thread; everything else is safe for use by several.
 */
public final class ProxyNode implements ReadinessCheck, ControlledNode, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ProxyNode.class);
    private static final Duration LOOP_SHUTDOWN = Duration.ofSeconds(5);

    private final ProxySettings settings;
    private final ProxyMetrics metrics;
    private final @Nullable Capture capture;
    private final @Nullable AccessLog access;
    private final EventLoopGroup loops;
    private final AddressResolverGroup<InetSocketAddress> resolver;
    private final Certificates certificates = new Certificates();
    private final Map<EventLoop, ConnectionPools> pools = new HashMap<>();
    private final ClientInitializer clients;
    private final Listeners listeners;
    private final Function<BackendSettings, Backend> backends;
    private final HookThreads hookThreads;
    private final BackendSelector selector;
    private final Control control;
    private volatile boolean draining;
    private boolean closed;

    private ProxyNode(
            Configuration configuration,
            Hooks hooks,
            MeterRegistry registry,
            @Nullable Capture capture,
            @Nullable AccessLog access)
            throws IOException {
        this.settings = configuration.proxy();
        this.capture = capture;
        metrics = new ProxyMetrics(registry);
        this.access = access;
        Transport transport = Transport.best();
        loops = transport.eventLoops(Runtime.getRuntime().availableProcessors());
        listeners = new Listeners(transport, loops);
        resolver = transport.resolver();
        var shared = new BackendServices(loops, transport, resolver, certificates, registry);
        backends = one -> new Backend(one, shared);
        hookThreads = new HookThreads(configuration.hooks());
        var selectHooks = new SelectHooks(hooks.selectBackends(), hookThreads, registry);
        selector = new BackendSelector(routing(), selectHooks, registry);
        String name = NodeName.ofThisProcess();
        var munger = new Munger(hooks.mungeRequest(), hookThreads, registry);
        var services = new ExchangeServices(name, selector, munger, capture, metrics, settings.client());
        Map<EventLoop, Exchanges> exchanges = new HashMap<>();
        for (EventExecutor executor : loops) {
            var loop = (EventLoop) executor;
            var own = new ConnectionPools(loop, shared);
            pools.put(loop, own);
            exchanges.put(loop, new Exchanges(services, own, access));
        }
        clients = new ClientInitializer(exchanges, metrics, settings.client().idleTimeout());
        control = Control.start(configuration, name, this, registry);
        listen();
    }

    /**
     * Starts a node. When this returns, every listener accepts connections; whether Kafka is there does not matter for
     * that, but where it does not answer, some seconds are spent on waiting for what was changed at run time.
     *
     * @throws IOException when a listener cannot be opened; nothing is left running then
     */
    public static ProxyNode start(Configuration configuration, Hooks hooks, MeterRegistry registry) throws IOException {
        AccessLog access = openAccessLog(configuration, registry);
        Capture capture = captures(configuration) ? Capture.start(configuration, registry) : null;
        return new ProxyNode(configuration, hooks, registry, capture, access);
    }

    /** Starts a node that hands what it captures to the producer that {@code connect} opens. */
    static ProxyNode start(
            Configuration configuration,
            Hooks hooks,
            MeterRegistry registry,
            Callable<Producer<byte[], byte[]>> connect)
            throws IOException {
        AccessLog access = openAccessLog(configuration, registry);
        Capture capture = captures(configuration) ? Capture.start(configuration, registry, connect) : null;
        return new ProxyNode(configuration, hooks, registry, capture, access);
    }

    private static @Nullable AccessLog openAccessLog(Configuration configuration, MeterRegistry registry)
            throws IOException {
        AccessLogSettings settings = configuration.proxy().client().accessLog();
        return settings == null ? null : AccessLog.open(settings, registry);
    }

    private static boolean captures(Configuration configuration) {
        return configuration.proxy().capture().when() != CaptureSettings.When.NEVER;
    }

    /**
     * Takes over backends and routes from these settings, from the next request on. Requests under way keep what they
     * have; backends that are gone, or have changed, are given up when the last of those has ended.
     */
    @Override
    public synchronized void routeBy(ProxySettings changed) {
        if (closed) {
            return;
        }
        Routing before = selector.routing();
        Routing after;
        try {
            after = before.changedTo(changed, backends);
        } catch (UncheckedIOException e) {
            LOG.warn("{}; backends and routes stay as they were", e.getMessage());
            return;
        }
        selector.routeBy(after);
        before.without(after).forEach(Backend::retire);
        pools.forEach((loop, own) -> loop.execute(() -> own.retain(after.backends())));
    }

    private Routing routing() throws IOException {
        try {
            return Routing.of(settings, backends);
        } catch (UncheckedIOException e) {
            loops.shutdownGracefully();
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public void check(BackendSettings one) throws IOException {
        if (one.urls().stream().anyMatch(url -> url.getScheme().equals("https"))) {
            certificates.of(one.instances());
        }
    }

    private void listen() throws IOException {
        for (ListenerSettings listener : settings.listeners()) {
            try {
                var tls = listener.tls() == null ? null : certificates.of(listener.tls());
                listeners.open(listener, clients.forListener(tls, listener.proxyProtocol()));
            } catch (IOException e) {
                close();
                throw new IOException("listener " + listener.address() + ": " + e.getMessage(), e);
            }
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
        if (capture == null) {
            return new ProxyCounters(metrics.answered(), 0, 0, 0);
        }
        var captured = capture.metrics();
        return new ProxyCounters(
                metrics.answered(), captured.pairsSent(), captured.pairsDropped(), captured.recordsDropped());
    }

    /** Whether the counters of exchanges and of capture add up and nothing is under way. */
    public boolean balanced() {
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
        control.close();
        drain();
        listeners.awaitClosed();
        while ((metrics.running() > 0 || clients.anyOpen()) && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        clients.closeAll();
        pools.values().forEach(ConnectionPools::close);
        selector.routing().backends().forEach(Backend::close);
        hookThreads.close();
        pools.forEach((loop, own) -> loop.submit(own::closeAll).awaitUninterruptibly());
        loops.shutdownGracefully(0, LOOP_SHUTDOWN.toMillis(), TimeUnit.MILLISECONDS)
                .awaitUninterruptibly();
        resolver.close();
        certificates.close();
        if (access != null) {
            access.close();
        }
        if (capture != null) {
            capture.close(Duration.ofNanos(Math.max(deadline - System.nanoTime(), TimeUnit.SECONDS.toNanos(1))));
        }
    }

    private synchronized boolean markClosed() {
        boolean first = !closed;
        closed = true;
        return first;
    }
}

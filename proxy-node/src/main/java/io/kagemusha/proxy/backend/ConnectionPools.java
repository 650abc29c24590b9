package io.kagemusha.proxy.backend;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The connections of one event loop to every instance of every backend. Confined to that loop. */
public final class ConnectionPools {

    private static final long SWEEP_SECONDS = 5;

    private final EventLoop loop;
    private final BackendServices services;
    private final ShadowReads shadowReads;
    private final Future<?> sweep;
    private final Map<Instance, ConnectionPool> pools = new HashMap<>();
    private final Set<ConnectionPool> retired = new HashSet<>();
    private volatile boolean closed;

    public ConnectionPools(EventLoop loop, BackendServices services) {
        this.loop = loop;
        this.services = services;
        this.shadowReads = new ShadowReads(loop);
        this.sweep = loop.scheduleWithFixedDelay(this::closeStale, SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
    }

    public EventLoop loop() {
        return loop;
    }

    ShadowReads shadowReads() {
        return shadowReads;
    }

    ConnectionPool of(Instance instance) {
        return pools.computeIfAbsent(
                instance, key -> new ConnectionPool(key, services.bootstrap(key).group(loop)));
    }

    private void closeStale() {
        long now = System.nanoTime();
        pools.values().forEach(pool -> pool.closeStale(now));
        retired.removeIf(ConnectionPool::isEmpty);
        // A call that was under way when its backend was retired may have made one that nobody asks for again
        pools.values().removeIf(ConnectionPool::isEmpty);
    }

    /** Keeps connections to the instances of these backends only: others are closed as soon as they are idle. */
    public void retain(Collection<Backend> backends) {
        Set<Instance> kept =
                backends.stream().flatMap(backend -> backend.members().stream()).collect(Collectors.toSet());
        var all = pools.entrySet().iterator();
        while (all.hasNext()) {
            var entry = all.next();
            if (!kept.contains(entry.getKey())) {
                entry.getValue().retire();
                retired.add(entry.getValue());
                all.remove();
            }
        }
    }

    /** Whether no connection may be opened any more. */
    boolean isClosed() {
        return closed;
    }

    /** Lets no connection be opened any more. The one method for other threads than the loop's. */
    public void close() {
        closed = true;
    }

    /** Closes every connection, also those in use, whose calls fail. */
    public void closeAll() {
        sweep.cancel(false);
        pools.values().forEach(ConnectionPool::closeAll);
        retired.forEach(ConnectionPool::closeAll);
    }
}

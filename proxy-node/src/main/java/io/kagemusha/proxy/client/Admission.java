package io.kagemusha.proxy.client;

import io.kagemusha.common.configuration.ClientLimits;
import io.kagemusha.proxy.log.RateLimitedLog;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Says whether a connection may stay: no more may than the limits allow, in total and from one address. Counts and tells of
 * those that may not, which the caller closes. Safe for use by several threads.
 */
final class Admission {

    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private final ClientLimits limits;
    private final AtomicInteger open = new AtomicInteger();
    private final ConcurrentMap<String, Integer> openPerClient = new ConcurrentHashMap<>();
    private final Counter tooMany;
    private final Counter tooManyOfOne;
    private final RateLimitedLog log = new RateLimitedLog(LoggerFactory.getLogger(Admission.class), INTERVAL);

    Admission(ClientLimits limits, MeterRegistry registry) {
        this.limits = limits;
        this.tooMany = counter(registry, "max-connections");
        this.tooManyOfOne = counter(registry, "max-connections-per-client");
    }

    private static Counter counter(MeterRegistry registry, String limit) {
        return registry.counter("kagemusha.client.connections.refused", "limit", limit);
    }

    /** Whether a new connection may stay. */
    boolean admit(Channel channel) {
        int max = limits.connections();
        if (max == 0) {
            return true;
        }
        boolean admitted = open.incrementAndGet() <= max;
        channel.closeFuture().addListener(closed -> open.decrementAndGet());
        if (!admitted) {
            tooMany.increment();
            log.at(Level.WARN).log(
                    "{} client connections are open (limits.max-connections), further ones are closed", max);
        }
        return admitted;
    }

    /** Whether a new connection from where it says that it comes from may stay. */
    boolean admitAddress(Channel channel) {
        return !(channel.remoteAddress() instanceof InetSocketAddress address)
                || admitClient(channel, address.getAddress().getHostAddress());
    }

    /** Whether a new connection of that client may stay. */
    boolean admitClient(Channel channel, String client) {
        int max = limits.connectionsPerClient();
        if (max == 0) {
            return true;
        }
        boolean admitted = openPerClient.merge(client, 1, Integer::sum) <= max;
        channel.closeFuture()
                .addListener(closed -> openPerClient.computeIfPresent(client, (key, n) -> n == 1 ? null : n - 1));
        if (!admitted) {
            tooManyOfOne.increment();
            log.at(Level.WARN)
                    .addKeyValue("client", client)
                    .log(
                            "{} connections of one client are open (limits.max-connections-per-client), further ones are closed",
                            max);
        }
        return admitted;
    }
}

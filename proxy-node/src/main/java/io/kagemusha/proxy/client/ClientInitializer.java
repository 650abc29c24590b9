package io.kagemusha.proxy.client;

import io.kagemusha.proxy.exchange.Exchanges;
import io.kagemusha.proxy.http.Http1Codec;
import io.kagemusha.proxy.metric.ProxyMetrics;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Assembles the pipeline of client connections, and knows those that are open. Shared by all event loops. */
public final class ClientInitializer extends ChannelInitializer<Channel> {

    private final Map<EventLoop, Exchanges> exchanges;
    private final ProxyMetrics metrics;
    private final long idleNanos;
    private final Set<ClientConnection> open = ConcurrentHashMap.newKeySet();
    private volatile boolean draining;

    public ClientInitializer(Map<EventLoop, Exchanges> exchanges, ProxyMetrics metrics, Duration idleTimeout) {
        this.exchanges = Map.copyOf(exchanges);
        this.metrics = metrics;
        this.idleNanos = idleTimeout.toNanos();
    }

    @Override
    protected void initChannel(Channel channel) {
        Exchanges own = exchanges.get(channel.eventLoop());
        if (own == null) {
            throw new IllegalStateException("a client's event loop that is not the node's");
        }
        var connection = new ClientConnection(channel, own, metrics, idleNanos);
        open.add(connection);
        channel.closeFuture().addListener(closed -> open.remove(connection));
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.addLast("decoder", Http1Codec.requestDecoder());
        pipeline.addLast("client", new ClientHandler(connection));
        if (draining) {
            channel.eventLoop().execute(connection::drain);
        }
    }

    /** Whether a client is still connected. */
    public boolean anyOpen() {
        return !open.isEmpty();
    }

    /** Closes every connection, whatever it is doing. Returns at once. */
    public void closeAll() {
        open.forEach(connection -> connection.channel().close());
    }

    /** Lets every connection end after what it is doing. Returns at once. */
    public void drain() {
        draining = true;
        open.forEach(connection -> connection.channel().eventLoop().execute(connection::drain));
    }
}

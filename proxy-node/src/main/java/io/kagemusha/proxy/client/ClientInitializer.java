package io.kagemusha.proxy.client;

import io.kagemusha.common.configuration.ClientSettings;
import io.kagemusha.proxy.exchange.Exchanges;
import io.kagemusha.proxy.http.Http1Codec;
import io.kagemusha.proxy.metric.ProxyMetrics;
import io.kagemusha.proxy.tls.Replaceable;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.ssl.SniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.util.Mapping;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Assembles the pipeline of client connections, and knows those that are open. Shared by all event loops and listeners. */
public final class ClientInitializer {

    private final Map<EventLoop, Exchanges> exchanges;
    private final ProxyMetrics metrics;
    private final ClientSettings settings;
    private final Admission admission;
    private final Set<ClientConnection> open = ConcurrentHashMap.newKeySet();
    private volatile boolean draining;

    public ClientInitializer(
            Map<EventLoop, Exchanges> exchanges,
            ProxyMetrics metrics,
            ClientSettings settings,
            MeterRegistry registry) {
        this.exchanges = Map.copyOf(exchanges);
        this.metrics = metrics;
        this.settings = settings;
        this.admission = new Admission(settings.limits(), registry);
    }

    /**
     * What a listener does with a new connection.
     *
     * @param tls by the name that the client asks for; null for plain text
     * @param proxyProtocol whether the connection begins with a PROXY protocol header
     */
    public ChannelHandler forListener(@Nullable Replaceable<Mapping<String, SslContext>> tls, boolean proxyProtocol) {
        return new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel channel) {
                if (admission.admit(channel) && (proxyProtocol || admission.admitAddress(channel))) {
                    assemble(channel, tls, proxyProtocol);
                } else {
                    channel.close();
                }
            }
        };
    }

    private void assemble(
            Channel channel, @Nullable Replaceable<Mapping<String, SslContext>> tls, boolean proxyProtocol) {
        Exchanges own = exchanges.get(channel.eventLoop());
        if (own == null) {
            throw new IllegalStateException("a client's event loop that is not the node's");
        }
        var connection = new ClientConnection(channel, own, metrics, settings, tls == null ? "http" : "https");
        open.add(connection);
        channel.closeFuture().addListener(closed -> open.remove(connection));
        ChannelPipeline pipeline = channel.pipeline();
        if (proxyProtocol) {
            pipeline.addLast("proxy-protocol", new HAProxyMessageDecoder());
            pipeline.addLast("proxied-client", new ProxiedClient(connection, admission));
        }
        if (tls != null) {
            pipeline.addLast("tls", new SniHandler(tls.get()));
        }
        pipeline.addLast("decoder", Http1Codec.requestDecoder(settings.limits().messages()));
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

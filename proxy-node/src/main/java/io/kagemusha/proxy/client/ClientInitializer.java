package io.kagemusha.proxy.client;

import io.kagemusha.common.configuration.ClientSettings;
import io.kagemusha.proxy.exchange.Exchanges;
import io.kagemusha.proxy.http.DataGathering;
import io.kagemusha.proxy.http.Http1Codec;
import io.kagemusha.proxy.http.Http2Codec;
import io.kagemusha.proxy.metric.ProxyMetrics;
import io.kagemusha.proxy.tls.Replaceable;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.ssl.SniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.util.Mapping;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Assembles the pipeline of client connections, and knows those that are open. Shared by all event loops and listeners. */
public final class ClientInitializer {

    private final Map<EventLoop, Exchanges> exchanges;
    private final ProxyMetrics metrics;
    private final ClientSettings settings;
    private final Admission admission;
    private final Map<Channel, OpenConnection> open = new ConcurrentHashMap<>();
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
        String scheme = tls == null ? "http" : "https";
        var connection = new ClientConnection(channel, own, metrics, settings, scheme);
        open.put(channel, connection);
        channel.closeFuture().addListener(closed -> open.remove(channel));
        Runnable speakHttp2 = () -> speakHttp2(connection, own, scheme);
        ChannelPipeline pipeline = channel.pipeline();
        if (proxyProtocol) {
            pipeline.addLast("proxy-protocol", new HAProxyMessageDecoder());
            pipeline.addLast("proxied-client", new ProxiedClient(connection, admission));
        }
        if (tls != null) {
            pipeline.addLast("tls", new SniHandler(tls.get()));
        }
        pipeline.addLast("version", tls == null ? new PriorKnowledge(speakHttp2) : new NegotiatedVersion(speakHttp2));
        pipeline.addLast("decoder", Http1Codec.requestDecoder(settings.limits().messages()));
        pipeline.addLast("client", new ClientHandler(connection));
        if (draining) {
            channel.eventLoop().execute(connection::drain);
        }
    }

    /** The connection was assembled for HTTP/1.x, as most are, and turned out to be none. */
    private void speakHttp2(ClientConnection replaced, Exchanges own, String scheme) {
        if (!replaced.makeWay()) {
            return;
        }
        Channel channel = replaced.channel();
        var connection = new Http2ClientConnection(channel, own, metrics, settings, replaced.clientAddress(), scheme);
        open.put(channel, connection);
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.remove("decoder");
        pipeline.remove("client");
        Http2FrameCodec codec = Http2ClientCodec.of(settings.limits(), connection::onBroken);
        pipeline.addLast("codec", codec);
        pipeline.addLast("data", new DataGathering(codec.connection()));
        pipeline.addLast("streams", new Http2MultiplexHandler(new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel stream) {
                stream.pipeline().addLast("stream", new ClientStreamHandler(connection.open(stream)));
            }
        }));
        pipeline.addLast("client", new Http2ClientHandler(connection));
        Http2Codec.openWindow(pipeline);
        connection.onOpened();
        if (draining) {
            connection.drain();
        }
    }

    /** Whether a client is still connected. */
    public boolean anyOpen() {
        return !open.isEmpty();
    }

    /** Ends every connection, whatever it is doing. Returns at once. */
    public void closeAll() {
        open.forEach((channel, connection) -> channel.eventLoop().execute(connection::breakOff));
    }

    /** Lets every connection end after what it is doing. Returns at once. */
    public void drain() {
        draining = true;
        open.forEach((channel, connection) -> channel.eventLoop().execute(connection::drain));
    }
}

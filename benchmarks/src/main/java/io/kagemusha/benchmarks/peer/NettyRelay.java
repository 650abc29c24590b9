package io.kagemusha.benchmarks.peer;

import io.kagemusha.benchmarks.machine.Bench;
import io.kagemusha.benchmarks.machine.PinnedProcess;
import io.kagemusha.benchmarks.machine.Ports;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * No proxy, but what one on Netty cannot be below: one event loop that passes requests on to connections that it keeps, and
 * answers back. It has no limits, no time-outs and no errors.
 */
public record NettyRelay(Content content) implements Peer {

    /** What it takes the bytes for. */
    public enum Content {
        /** Bytes: what one read gives is taken for a whole message, which holds for small ones. */
        BYTES,
        /** Messages, read and written by Netty's codecs; a request gets two fields more. */
        MESSAGES
    }

    private static final int LARGEST = 1 << 20;

    @Override
    public String name() {
        return "netty, " + content.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public boolean isCompiledAtRunTime() {
        return true;
    }

    @Override
    public RunningPeer start(Bench bench, Setting setting) throws IOException {
        int port = Ports.free();
        PinnedProcess process = bench.startMeasured(
                "netty-" + port,
                Bench.java(
                        NettyRelay.class.getName(),
                        content.name(),
                        String.valueOf(port),
                        String.valueOf(setting.master())));
        Ports.awaitOpen(port, process, name());
        return new RunningPeer(this, process, port);
    }

    /** The process: what it relays, the port that it listens on, and that to which it forwards. */
    public static void main(String[] arguments) {
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        boolean messages = Content.valueOf(arguments[0]) == Content.MESSAGES;
        var kept = new Kept(
                loop,
                messages,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[2])));
        new ServerBootstrap()
                .group(loop)
                .channel(EpollServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        if (messages) {
                            channel.pipeline().addLast(new HttpServerCodec(), new HttpObjectAggregator(LARGEST));
                        }
                        channel.pipeline().addLast(new Client(kept));
                    }
                })
                .bind("127.0.0.1", Integer.parseInt(arguments[1]));
    }

    /** The connections to the origin that nobody uses; the one that was used last is the next. */
    private record Kept(Bootstrap bootstrap, Deque<Channel> channels) {

        Kept(EventLoopGroup loop, boolean messages, InetSocketAddress origin) {
            this(new Bootstrap(), new ArrayDeque<>());
            bootstrap
                    .group(loop)
                    .channel(EpollSocketChannel.class)
                    .option(ChannelOption.TCP_NODELAY, true)
                    .remoteAddress(origin)
                    .handler(new ChannelInitializer<>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            if (messages) {
                                channel.pipeline().addLast(new HttpClientCodec(), new HttpObjectAggregator(LARGEST));
                            }
                            channel.pipeline().addLast(new Origin(channels));
                        }
                    });
        }

        void send(Object request, Channel client) {
            Channel channel = channels.pollFirst();
            if (channel == null) {
                bootstrap.connect().addListener(connected -> {
                    if (connected.isSuccess()) {
                        send(((ChannelFuture) connected).channel(), request, client);
                    }
                });
            } else {
                send(channel, request, client);
            }
        }

        private static void send(Channel channel, Object request, Channel client) {
            ((Origin) channel.pipeline().last()).client = client;
            channel.writeAndFlush(request, channel.voidPromise());
        }
    }

    private static final class Client extends ChannelInboundHandlerAdapter {

        private final Kept kept;

        Client(Kept kept) {
            this.kept = kept;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof FullHttpRequest request) {
                request.headers().set("x-forwarded-for", "127.0.0.1").set("via", "1.1 netty");
            }
            kept.send(message, context.channel());
        }
    }

    private static final class Origin extends ChannelInboundHandlerAdapter {

        private final Deque<Channel> kept;
        private @Nullable Channel client;

        Origin(Deque<Channel> kept) {
            this.kept = kept;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            Channel asked = Objects.requireNonNull(client);
            kept.addFirst(context.channel());
            asked.writeAndFlush(message, asked.voidPromise());
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            kept.remove(context.channel());
        }
    }
}

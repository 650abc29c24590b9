package io.kagemusha.benchmarks.peer;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that does not do what it should, on a thread of its own. */
public final class FaultyServer implements AutoCloseable {

    /** What it does to whoever connects. */
    public enum Fault {
        /** Accepts and never answers. */
        HANGS,
        /** Resets the connection as soon as it is there. */
        RESETS,
        /** Answers each request after a second. */
        SLOW,
        /** Answers with a body that never ends, as fast as it is taken. */
        FLOODS
    }

    private static final int SEND_BUFFER = 64 * 1024;

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final AtomicInteger accepted = new AtomicInteger();
    private final Channel server;

    /** Listens on a free port. */
    public FaultyServer(Fault fault) {
        this(fault, 0);
    }

    private FaultyServer(Fault fault, int port) {
        server = new ServerBootstrap()
                .group(group)
                .channel(EpollServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 4096)
                // Writing megabytes at once would keep its core from all others for milliseconds
                .childOption(ChannelOption.SO_SNDBUF, SEND_BUFFER)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        accepted.incrementAndGet();
                        if (fault == Fault.SLOW) {
                            channel.pipeline().addLast(new HttpServerCodec());
                        }
                        channel.pipeline().addLast(new FaultyAnswer(fault));
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), port)
                .syncUninterruptibly()
                .channel();
    }

    /** Runs one until the process is killed: its {@link Fault}, and its port. */
    public static void main(String[] arguments) {
        var faulty = new FaultyServer(Fault.valueOf(arguments[0]), Integer.parseInt(arguments[1]));
        faulty.server.closeFuture().syncUninterruptibly();
    }

    public int port() {
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    /** How many connections it has had. */
    public int accepted() {
        return accepted.get();
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}

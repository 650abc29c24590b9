package io.kagemusha.benchmarks.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * A load at a fixed rate: each request has its time, and its latency is counted from
 * that time, not from when a free connection was found. So a proxy that stalls is charged for everybody who would have come
 * meanwhile (no coordinated omission). Runs on one event loop of its own, which sleeps to the microsecond: one on NIO would go
 * in circles through the last millisecond before a request is due, and the servers on its core would wait for it.
 */
public final class ConstantRate implements AutoCloseable {

    private static final long HIGHEST_MICROS = TimeUnit.MINUTES.toMicros(2);
    private static final long UNCOUNTED = Long.MIN_VALUE;
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(10);

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final EventLoop loop = (EventLoop) group.next();
    private final List<LoadConnection> connections = new ArrayList<>();
    private final ArrayDeque<LoadConnection> idle = new ArrayDeque<>();
    private final ArrayDeque<Long> due = new ArrayDeque<>();
    private final Histogram micros = new Histogram(HIGHEST_MICROS, 3);
    private final CompletableFuture<Latencies> result = new CompletableFuture<>();
    private final long intervalNanos;
    private final long total;
    private int unused;
    private long begun;
    private long answered;
    private long errors;
    private long nextNanos;

    private ConstantRate(int perSecond, Duration time) {
        this.intervalNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
        this.total = time.toNanos() / intervalNanos;
    }

    /** Asks {@code perSecond} times a second for that long; blocks until the last answer or ten seconds after the last request. */
    public static Latencies run(int port, Traffic traffic, int perSecond, Duration time)
            throws IOException, InterruptedException {
        try (var load = new ConstantRate(perSecond, time)) {
            load.connect(port, traffic);
            load.loop.execute(load::useEachOnce);
            load.loop.schedule(load::end, time.plus(LAST_ANSWERS).toMillis(), TimeUnit.MILLISECONDS);
            return load.result.get();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }

    private void connect(int port, Traffic traffic) throws IOException, InterruptedException {
        SslContext tls = traffic.protocol() == Protocol.HTTPS
                ? SslContextBuilder.forClient()
                        .trustManager(InsecureTrustManagerFactory.INSTANCE)
                        .build()
                : null;
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        for (int i = 0; i < traffic.connections(); i++) {
            var connection = LoadConnection.of(this, traffic);
            Channel channel = new Bootstrap()
                    .group(group)
                    .channel(EpollSocketChannel.class)
                    .option(ChannelOption.TCP_NODELAY, true)
                    .handler(new ChannelInitializer<Channel>() {
                        @Override
                        protected void initChannel(Channel opened) {
                            if (tls != null) {
                                opened.pipeline().addLast(tls.newHandler(opened.alloc()));
                            }
                            connection.assemble(opened.pipeline());
                        }
                    })
                    .connect(address)
                    .sync()
                    .channel();
            if (tls != null) {
                channel.pipeline().get(SslHandler.class).handshakeFuture().sync();
            }
            connection.opened(channel);
            connections.add(connection);
        }
        idle.addAll(connections);
    }

    /** What a connection costs when it is new is not what is measured here. */
    private void useEachOnce() {
        unused = idle.size();
        for (int i = 0; i < unused; i++) {
            idle.poll().ask(UNCOUNTED);
        }
    }

    private void begin() {
        nextNanos = System.nanoTime();
        tick();
    }

    private void tick() {
        long now = System.nanoTime();
        while (begun < total && nextNanos - now <= 0) {
            due.add(nextNanos);
            begun++;
            nextNanos += intervalNanos;
        }
        send();
        if (begun < total) {
            loop.schedule(this::tick, nextNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
        }
    }

    private void send() {
        while (!due.isEmpty() && !idle.isEmpty()) {
            idle.poll().ask(due.poll());
        }
    }

    void onAnswer(LoadConnection from, long dueNanos, boolean success) {
        if (dueNanos == UNCOUNTED) {
            idle.add(from);
            unused--;
            if (unused == 0) {
                begin();
            }
            return;
        }
        record(dueNanos);
        errors += success ? 0 : 1;
        answered++;
        idle.add(from);
        send();
        if (answered == total) {
            result.complete(new Latencies(micros, errors));
        }
    }

    private void record(long dueNanos) {
        micros.recordValue(Math.min(HIGHEST_MICROS, TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - dueNanos)));
    }

    /** What is not answered by now is counted as an error, and has taken at least as long as it has waited. */
    private void end() {
        due.forEach(this::record);
        for (LoadConnection connection : connections) {
            if (connection.isAsking() && connection.dueNanos() != UNCOUNTED) {
                record(connection.dueNanos());
            }
        }
        result.complete(new Latencies(micros, errors + total - answered));
    }

    void onLost(String reason) {
        result.completeExceptionally(new IOException("a connection of the load was lost: " + reason));
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}

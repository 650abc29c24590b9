package io.kagemusha.benchmarks.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * A load at a fixed rate: each request has its time, and its latency is counted from that time, not from when a free
 * connection was found. So a proxy that stalls is charged for everybody who would have come meanwhile (no coordinated
 * omission). Runs on one event loop of its own.
 */
public final class ConstantRate implements AutoCloseable {

    private static final long HIGHEST_MICROS = TimeUnit.MINUTES.toMicros(2);
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(10);

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final EventLoop loop = (EventLoop) group.next();
    private final ArrayDeque<LoadConnection> idle = new ArrayDeque<>();
    private final ArrayDeque<Long> due = new ArrayDeque<>();
    private final Histogram micros = new Histogram(HIGHEST_MICROS, 3);
    private final CompletableFuture<Latencies> result = new CompletableFuture<>();
    private final long intervalNanos;
    private final long total;
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
            load.loop.execute(load::begin);
            load.loop.schedule(load::end, time.plus(LAST_ANSWERS).toMillis(), TimeUnit.MILLISECONDS);
            return load.result.get();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }

    private void connect(int port, Traffic traffic) throws InterruptedException {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        for (int i = 0; i < traffic.connections(); i++) {
            var connection = new LoadConnection(this, traffic);
            Channel channel = new Bootstrap()
                    .group(group)
                    .channel(NioSocketChannel.class)
                    .option(ChannelOption.TCP_NODELAY, true)
                    .handler(new ChannelInitializer<Channel>() {
                        @Override
                        protected void initChannel(Channel opened) {
                            opened.pipeline().addLast(new HttpClientCodec(), connection);
                        }
                    })
                    .connect(address)
                    .sync()
                    .channel();
            connection.opened(channel);
            idle.add(connection);
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
        micros.recordValue(Math.min(HIGHEST_MICROS, TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - dueNanos)));
        errors += success ? 0 : 1;
        answered++;
        idle.add(from);
        send();
        if (answered == total) {
            result.complete(new Latencies(micros, errors));
        }
    }

    /** What is not answered by now is counted as an error. */
    private void end() {
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

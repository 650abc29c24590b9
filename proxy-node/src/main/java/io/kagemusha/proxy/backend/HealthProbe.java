package io.kagemusha.proxy.backend;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.kagemusha.common.configuration.ProbeSettings;
import io.kagemusha.common.yaml.DurationText;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.util.concurrent.Future;
import java.nio.CharBuffer;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks one instance again and again whether it is well, each time on a connection of its own, and counts the answers: so
 * many failures in a row mark it down, so many successes bring it back. Confined to one event loop, but for {@link #start}
 * and {@link #stop}.
 */
final class HealthProbe {

    private final Instance instance;
    private final ProbeSettings settings;
    private final Bootstrap bootstrap;
    private final EventLoop loop;
    private final String request;
    private int failed;
    private int passed;
    private volatile boolean stopped;

    /** Prepares the probe; connections come from {@code bootstrap} and live on {@code loop}. */
    HealthProbe(Instance instance, ProbeSettings settings, Bootstrap bootstrap, EventLoop loop) {
        this.instance = instance;
        this.settings = settings;
        this.bootstrap = bootstrap.clone().group(loop);
        this.loop = loop;
        this.request = "GET " + instance.target(settings.path()) + " HTTP/1.1\r\nHost: " + instance.authority()
                + "\r\nUser-Agent: kagemusha-health\r\nAccept: */*\r\nConnection: close\r\n\r\n";
    }

    /** Begins somewhere within the first interval, so that the nodes of a fleet do not ask all at once. */
    void start() {
        schedule(ThreadLocalRandom.current().nextLong(settings.interval().toNanos()));
    }

    void stop() {
        stopped = true;
    }

    private void schedule(long nanos) {
        if (!stopped && !loop.isShuttingDown()) {
            loop.schedule(this::ask, nanos, TimeUnit.NANOSECONDS);
        }
    }

    private void ask() {
        if (stopped) {
            return;
        }
        var attempt = new Attempt();
        ChannelFuture connecting = bootstrap
                .clone()
                .option(
                        ChannelOption.CONNECT_TIMEOUT_MILLIS,
                        Math.toIntExact(settings.timeout().toMillis()))
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        instance.addTls(channel);
                        channel.pipeline().addLast(new HttpResponseDecoder(), new HealthProbeHandler(attempt));
                    }
                })
                .connect(instance.unresolvedAddress());
        attempt.begin(connecting.channel());
        connecting.addListener(future -> attempt.onConnected(connecting.channel(), future.cause()));
    }

    private void onAnswer(@Nullable String fault) {
        if (fault == null) {
            failed = 0;
            // What it passed before it went down does not help it up
            passed = instance.isUp() ? 0 : passed + 1;
            if (passed >= settings.rise()) {
                instance.onProbesPassed();
            }
        } else {
            passed = 0;
            failed++;
            if (failed >= settings.fall()) {
                instance.onProbesFailed(fault);
            }
        }
        schedule(settings.interval().toNanos());
    }

    /** One question and its one answer. */
    private final class Attempt implements HealthProbeHandler.Listener {

        private @Nullable Channel channel;
        private @Nullable Future<?> deadline;
        private boolean answered;

        void begin(Channel opened) {
            channel = opened;
            deadline = loop.schedule(
                    () -> end("did not answer its health check within " + DurationText.format(settings.timeout())),
                    settings.timeout().toNanos(),
                    TimeUnit.NANOSECONDS);
        }

        void onConnected(Channel connected, @Nullable Throwable cause) {
            if (cause == null) {
                ByteBuf head = ByteBufUtil.encodeString(connected.alloc(), CharBuffer.wrap(request), US_ASCII);
                connected.writeAndFlush(head, connected.voidPromise());
            } else {
                end(ConnectFailures.event(ConnectFailures.of(instance, cause).kind()));
            }
        }

        @Override
        public void onStatus(int status) {
            end(status >= 200 && status < 400 ? null : "answered its health check with " + status);
        }

        @Override
        public void onLost() {
            end("broke its health check off");
        }

        private void end(@Nullable String fault) {
            if (answered) {
                return;
            }
            answered = true;
            if (deadline != null) {
                deadline.cancel(false);
            }
            if (channel != null) {
                channel.close();
            }
            onAnswer(fault);
        }
    }
}

package io.kagemusha.proxy.backend;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.kagemusha.common.configuration.BackendProtocol;
import io.kagemusha.common.configuration.ProbeSettings;
import io.kagemusha.common.yaml.DurationText;
import io.kagemusha.proxy.http.Http2Codec;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
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

    private static final String USER_AGENT = "kagemusha-health";

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
                + "\r\nUser-Agent: " + USER_AGENT + "\r\nAccept: */*\r\nConnection: close\r\n\r\n";
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
        Opening.begin(bootstrap, instance, settings.timeout(), attempt);
        attempt.begin();
    }

    private void askByHttp1(Channel channel, Attempt attempt) {
        channel.pipeline().addLast(new HttpResponseDecoder(), new HealthProbeHandler(attempt));
        ByteBuf head = ByteBufUtil.encodeString(channel.alloc(), CharBuffer.wrap(request), US_ASCII);
        channel.writeAndFlush(head, channel.voidPromise());
    }

    private void askByHttp2(Channel channel, Attempt attempt) {
        Http2Codec.addClient(channel.pipeline());
        channel.pipeline().addLast(new HealthProbeHandler(attempt));
        Http2Headers head = new DefaultHttp2Headers()
                .method("GET")
                .scheme(instance.origin().scheme())
                .authority(instance.authority())
                .path(instance.target(settings.path()))
                .add(HttpHeaderNames.USER_AGENT, USER_AGENT)
                .add(HttpHeaderNames.ACCEPT, "*/*");
        new Http2StreamChannelBootstrap(channel)
                .handler(new HealthProbeHandler(attempt))
                .open()
                .addListener((Future<Http2StreamChannel> stream) ->
                        stream.getNow().writeAndFlush(new DefaultHttp2HeadersFrame(head, true)));
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
    private final class Attempt implements Opening.Listener, HealthProbeHandler.Listener {

        private @Nullable Channel channel;
        private @Nullable Future<?> deadline;
        private boolean answered;

        void begin() {
            deadline = loop.schedule(
                    () -> end("did not answer its health check within " + DurationText.format(settings.timeout())),
                    settings.timeout().toNanos(),
                    TimeUnit.NANOSECONDS);
        }

        @Override
        public Future<?> prepare(Channel opened) {
            channel = opened;
            BackendProtocol agreed = instance.agreedOn(opened);
            if (agreed == null) {
                return opened.newFailedFuture(ConnectFailures.noHttp2());
            }
            if (agreed == BackendProtocol.H2) {
                askByHttp2(opened, this);
            } else {
                askByHttp1(opened, this);
            }
            return opened.newSucceededFuture();
        }

        @Override
        public void onOpened() {
            // It has been asked already
        }

        @Override
        public void onFailed(Throwable cause) {
            end(ConnectFailures.event(ConnectFailures.of(instance, cause).kind()));
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

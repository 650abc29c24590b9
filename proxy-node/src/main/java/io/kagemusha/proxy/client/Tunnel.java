package io.kagemusha.proxy.client;

import io.kagemusha.proxy.http.Http1Codec;
import io.kagemusha.proxy.metric.ProxyMetrics;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;

/**
 * Whether a client's connection is given over to another protocol (RFC 9110, 7.8). Confined to its event loop.
 *
 * <pre>
 * NONE ◄──► ASKED ──► OPEN
 * </pre>
 *
 * A request that asks for one has no end before it is answered. Nothing more is read until then, and what came after it
 * waits in the decoder. Once it is granted, everything that comes belongs to the request, everything that goes to the answer.
 */
final class Tunnel {

    private enum State {
        NONE,
        ASKED,
        OPEN
    }

    private final Channel channel;
    private final Patience patience;
    private final ProxyMetrics metrics;
    private State state = State.NONE;

    Tunnel(Channel channel, Patience patience, ProxyMetrics metrics) {
        this.channel = channel;
        this.patience = patience;
        this.metrics = metrics;
    }

    boolean isAsked() {
        return state == State.ASKED;
    }

    boolean isOpen() {
        return state == State.OPEN;
    }

    void ask() {
        state = State.ASKED;
        patience.none();
    }

    /** It was granted; runs {@code then} when bytes can come. */
    void open(Runnable then) {
        state = State.OPEN;
        metrics.onTunnel(1);
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        onPassed();
        // Not now, because the exchange is about to pass on what came with the answer's head
        channel.eventLoop().execute(() -> {
            Http1Codec.passBytes(channel.pipeline());
            then.run();
        });
    }

    /** It was not, so it was a request like any other. */
    void refuse() {
        state = State.NONE;
        Http1Codec.goOn(channel.pipeline());
    }

    /** Something has come through it, in either direction. */
    void onPassed() {
        patience.forTunnel();
    }

    void onClosed() {
        if (isOpen()) {
            metrics.onTunnel(-1);
        }
    }
}

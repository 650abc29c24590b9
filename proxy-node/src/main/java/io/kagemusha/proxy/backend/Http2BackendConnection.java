package io.kagemusha.proxy.backend;

import io.kagemusha.proxy.http.Http2Codec;
import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2SettingsFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/2 connection to one instance, with a stream for each call on it. Confined to its event loop.
 *
 * <p>It takes calls after the server's SETTINGS have come, so that it is known to speak HTTP/2 and how many streams it
 * allows, until it says GOAWAY, does not answer, or the connection is too old; it ends with the last call then.
 */
final class Http2BackendConnection {

    private final Instance instance;
    private final Channel channel;
    private final Http2Connections pool;
    private final Promise<Void> settled;
    private final Http2Connection state;
    private final Http2StreamChannelBootstrap streamChannels;
    private final Set<Http2BackendStream> streams = new HashSet<>();
    private final long openedAt = System.nanoTime();
    private boolean retired;
    private long idleSince = openedAt;
    private long lastRead = openedAt;
    private @Nullable Http2Exception fault;
    private String lost = "the connection was closed";

    Http2BackendConnection(Instance instance, Channel channel, Http2Connections pool) {
        this.instance = instance;
        this.channel = channel;
        this.pool = pool;
        this.settled = channel.eventLoop().newPromise();
        this.state = Http2Codec.addClient(channel.pipeline()).connection();
        channel.pipeline().addLast("backend", new Http2BackendHandler(this));
        this.streamChannels = new Http2StreamChannelBootstrap(channel);
    }

    /** Done when the server's SETTINGS have come. */
    Future<?> begin() {
        return settled;
    }

    Instance instance() {
        return instance;
    }

    long openedAt() {
        return openedAt;
    }

    private boolean hasRoom() {
        return !retired && channel.isActive() && state.local().canOpenStream();
    }

    /** A stream for the next call, or null. */
    @Nullable
    Http2BackendStream open(boolean reused) {
        if (!hasRoom()) {
            return null;
        }
        Future<Http2StreamChannel> opening = streamChannels.open();
        if (!opening.isSuccess()) {
            // On the connection's own event loop it is there at once, unless listeners called listeners far too deeply
            opening.addListener(
                    (Future<Http2StreamChannel> late) -> late.getNow().close());
            return null;
        }
        var stream = new Http2BackendStream(this, opening.getNow(), reused);
        streams.add(stream);
        return stream;
    }

    /** A call needs its stream no longer. */
    void forget(Http2BackendStream stream) {
        streams.remove(stream);
        if (streams.isEmpty()) {
            idleSince = System.nanoTime();
            closeIfDone();
        }
    }

    boolean isIdleFor(long now, long nanos) {
        return streams.isEmpty() && now - idleSince > nanos;
    }

    /** Takes no call any more, and ends with the last one. */
    void retire() {
        retired = true;
        closeIfDone();
    }

    private void closeIfDone() {
        if (retired && streams.isEmpty()) {
            pool.remove(this);
            channel.close();
        }
    }

    /**
     * A call has waited for {@code nanos} in vain. If nothing else has come for half of that either, the server is probably
     * not there any more; what it said when the call began, such as that it has our SETTINGS, proves nothing.
     */
    void onSilence(long nanos) {
        if (System.nanoTime() - lastRead >= nanos / 2) {
            retire();
        }
    }

    /** Closes the connection, and the calls on it fail. */
    void breakOff(String reason) {
        lost = reason;
        retired = true;
        pool.remove(this);
        List.copyOf(streams).forEach(Http2BackendStream::onClosed);
        channel.close();
    }

    /** What the server did to the protocol, or null. */
    @Nullable
    Http2Exception fault() {
        return fault;
    }

    /** Why it has ended. */
    String lost() {
        return lost;
    }

    void onAlive() {
        instance.onAlive();
    }

    void onMessage(Object message) {
        if (message instanceof Http2SettingsFrame) {
            settled.trySuccess(null);
        } else if (message instanceof Http2GoAwayFrame away) {
            lost = "the server is going away (" + name(away.errorCode()) + ")";
            retire();
        }
        ReferenceCountUtil.release(message);
    }

    void onReadComplete() {
        lastRead = System.nanoTime();
    }

    void onException(Throwable cause) {
        if (cause instanceof Http2Exception broken) {
            fault = broken;
        }
        lost = String.valueOf(cause.getMessage());
        settled.tryFailure(cause);
    }

    void onClosed() {
        settled.tryFailure(Http2Exception.connectionError(
                Http2Error.PROTOCOL_ERROR, "the connection was closed before the server's SETTINGS came"));
        retired = true;
        pool.remove(this);
    }

    static String name(long errorCode) {
        Http2Error known = Http2Error.valueOf(errorCode);
        return known == null ? "error " + errorCode : known.name();
    }
}

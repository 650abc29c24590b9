package io.kagemusha.proxy.backend;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection on its way: name, TCP, TLS and what the protocol asks for together get one timeout, and then it has come or
 * it has failed. Confined to the connection's event loop.
 */
final class Opening {

    /** Hears of one end, once. */
    interface Listener {

        /** The channel is there, and secured where it is to be; it counts as opened when what is returned is done. */
        Future<?> prepare(Channel channel);

        void onOpened();

        void onFailed(Throwable cause);
    }

    private final Bootstrap bootstrap;
    private final Listener listener;
    private final Future<?> deadline;
    private @Nullable Channel channel;
    private boolean again;
    private boolean ended;

    private Opening(Bootstrap bootstrap, long timeoutMillis, Listener listener) {
        this.bootstrap = bootstrap;
        this.listener = listener;
        this.deadline = bootstrap
                .config()
                .group()
                .next()
                .schedule(
                        () -> end(new ConnectTimeoutException("no connection within " + timeoutMillis + " ms")),
                        timeoutMillis,
                        TimeUnit.MILLISECONDS);
    }

    /** Begins to connect to where {@code bootstrap} says, on its only event loop. */
    static void begin(Bootstrap bootstrap, Instance instance, Duration timeout, Listener listener) {
        Bootstrap own = bootstrap
                .clone()
                // Would not begin before the name is looked up, which may take longer than everything else
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel opened) {
                        instance.addTls(opened);
                    }
                });
        new Opening(own, timeout.toMillis(), listener).connect();
    }

    private void connect() {
        ChannelFuture connecting = bootstrap.connect();
        channel = connecting.channel();
        connecting.addListener(future -> onConnected(connecting.channel(), future.cause()));
    }

    /**
     * A channel that was closed before it connected was closed on this side: an event that was meant for the socket that had
     * its number before can reach it. That says nothing of the instance, so another attempt is made.
     */
    private void onConnected(Channel opened, @Nullable Throwable cause) {
        if (cause instanceof ClosedChannelException && !again && !ended) {
            again = true;
            connect();
            return;
        }
        SslHandler tls = cause == null ? opened.pipeline().get(SslHandler.class) : null;
        if (tls == null) {
            onSecured(opened, cause);
        } else {
            tls.handshakeFuture().addListener(done -> onSecured(opened, done.cause()));
        }
    }

    private void onSecured(Channel opened, @Nullable Throwable cause) {
        if (cause != null) {
            end(cause);
        } else if (!ended) {
            listener.prepare(opened).addListener(done -> end(done.cause()));
        }
    }

    private void end(@Nullable Throwable cause) {
        if (ended) {
            return;
        }
        ended = true;
        deadline.cancel(false);
        if (cause == null) {
            listener.onOpened();
        } else {
            if (channel != null) {
                channel.close();
            }
            listener.onFailed(cause);
        }
    }
}

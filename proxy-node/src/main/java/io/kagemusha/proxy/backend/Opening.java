package io.kagemusha.proxy.backend;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
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

    private final Channel channel;
    private final Listener listener;
    private final Future<?> deadline;
    private boolean ended;

    private Opening(ChannelFuture connecting, long timeoutMillis, Listener listener) {
        this.channel = connecting.channel();
        this.listener = listener;
        this.deadline = channel.eventLoop()
                .schedule(
                        () -> end(new ConnectTimeoutException("no connection within " + timeoutMillis + " ms")),
                        timeoutMillis,
                        TimeUnit.MILLISECONDS);
        connecting.addListener(future -> onConnected(future.cause()));
    }

    /** Begins to connect to where {@code bootstrap} says, on its only event loop. */
    static void begin(Bootstrap bootstrap, Instance instance, Duration timeout, Listener listener) {
        ChannelFuture connecting = bootstrap
                .clone()
                // Would not begin before the name is looked up, which may take longer than everything else
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel opened) {
                        instance.addTls(opened);
                    }
                })
                .connect();
        new Opening(connecting, timeout.toMillis(), listener);
    }

    private void onConnected(@Nullable Throwable cause) {
        SslHandler tls = cause == null ? channel.pipeline().get(SslHandler.class) : null;
        if (tls == null) {
            onSecured(cause);
        } else {
            tls.handshakeFuture().addListener(done -> onSecured(done.cause()));
        }
    }

    private void onSecured(@Nullable Throwable cause) {
        if (cause != null) {
            end(cause);
        } else if (!ended) {
            listener.prepare(channel).addListener(done -> end(done.cause()));
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
            channel.close();
            listener.onFailed(cause);
        }
    }
}

package io.kagemusha.proxy.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;

/** The ways to end a connection. Called on the connection's event loop. */
public final class OutputEnd {

    private OutputEnd() {}

    /** Closes it after everything written has been sent. */
    public static void close(Channel channel) {
        channel.writeAndFlush(channel.alloc().buffer(0)).addListener(ChannelFutureListener.CLOSE);
    }

    /**
     * Lets the client see the end of its answer while the connection still receives. A connection that is closed with
     * unread data is reset, and takes the answer with it (RFC 9112, 9.6).
     *
     * @return is done when everything written has been sent
     */
    public static ChannelFuture shutdown(Channel channel) {
        return channel.writeAndFlush(channel.alloc().buffer(0))
                .addListener(written -> endTls(channel).addListener(ended -> {
                    if (channel instanceof DuplexChannel duplex) {
                        duplex.shutdownOutput();
                    } else {
                        channel.close();
                    }
                }));
    }

    /** Without its closing alert the client could not tell the end from an attacker's cut (RFC 8446, 6.1). */
    private static ChannelFuture endTls(Channel channel) {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        return tls == null ? channel.newSucceededFuture() : tls.closeOutbound();
    }

    /**
     * Breaks it off so that nobody takes what was sent for whole: by a reset, and on TLS without the alert that would say
     * that this was all.
     */
    public static void breakOff(Channel channel) {
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
        channel.pipeline().firstContext().close();
    }
}

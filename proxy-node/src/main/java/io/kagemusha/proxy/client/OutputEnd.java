package io.kagemusha.proxy.client;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.socket.DuplexChannel;

/** The two ways to end a connection after everything written has been sent. Called on the connection's event loop. */
final class OutputEnd {

    private OutputEnd() {}

    /** Closes it. */
    static void close(Channel channel) {
        channel.writeAndFlush(channel.alloc().buffer(0)).addListener(ChannelFutureListener.CLOSE);
    }

    /**
     * Lets the client see the end of its answer while the connection still receives. A connection that is closed with
     * unread data is reset, and takes the answer with it (RFC 9112, 9.6).
     */
    static void shutdown(Channel channel) {
        channel.writeAndFlush(channel.alloc().buffer(0)).addListener(written -> {
            if (channel instanceof DuplexChannel duplex) {
                duplex.shutdownOutput();
            } else {
                channel.close();
            }
        });
    }
}

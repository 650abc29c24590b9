package io.kagemusha.proxy.client;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2ResetFrame;

/** Tells a {@link ClientStream} what happens on its channel. */
final class ClientStreamHandler extends ChannelInboundHandlerAdapter {

    private final ClientStream stream;

    ClientStreamHandler(ClientStream stream) {
        this.stream = stream;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        stream.onMessage(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        stream.onReadComplete();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        stream.onWritabilityChanged();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof Http2ResetFrame) {
            stream.onGone();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        stream.onClosed();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        stream.onException(cause);
    }
}

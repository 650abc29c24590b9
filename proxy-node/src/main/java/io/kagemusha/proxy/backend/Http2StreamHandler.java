package io.kagemusha.proxy.backend;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Tells an {@link Http2BackendStream} what happens on its channel. */
final class Http2StreamHandler extends ChannelInboundHandlerAdapter {

    private final Http2BackendStream stream;

    Http2StreamHandler(Http2BackendStream stream) {
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
        stream.onEvent(event);
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

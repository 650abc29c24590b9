package io.kagemusha.proxy.client;

import io.kagemusha.proxy.http.HeadBegun;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;

/** Tells a {@link ClientConnection} what happens on its channel. */
final class ClientHandler extends ChannelInboundHandlerAdapter {

    private final ClientConnection connection;

    ClientHandler(ClientConnection connection) {
        this.connection = connection;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        connection.onOpened();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        connection.onMessage(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        connection.onReadComplete();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == HeadBegun.INSTANCE) {
            connection.onHeadBegun();
        } else if (event instanceof ChannelInputShutdownEvent) {
            connection.onInputEnd();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        connection.onWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        connection.onClosed();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        connection.onException(cause);
    }
}

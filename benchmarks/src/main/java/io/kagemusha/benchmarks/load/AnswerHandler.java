package io.kagemusha.benchmarks.load;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;

/** Tells a connection how its requests were answered. */
class AnswerHandler extends SimpleChannelInboundHandler<HttpObject> {

    private final LoadConnection connection;
    private boolean success;

    AnswerHandler(LoadConnection connection) {
        this.connection = connection;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject message) {
        if (message instanceof HttpResponse response) {
            success = response.status().code() == 200;
        }
        if (message instanceof LastHttpContent) {
            connection.onAnswer(success);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        connection.onLost("closed by the proxy");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        connection.onLost(String.valueOf(cause.getMessage()));
    }
}

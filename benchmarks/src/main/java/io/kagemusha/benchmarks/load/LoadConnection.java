package io.kagemusha.benchmarks.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.Nullable;

/** One kept connection of a load, with one request at a time. */
final class LoadConnection extends SimpleChannelInboundHandler<HttpObject> {

    private final ConstantRate load;
    private final Traffic traffic;
    private final ByteBuf body;
    private @Nullable Channel channel;
    private long dueNanos;
    private boolean success;
    private boolean asking;

    LoadConnection(ConstantRate load, Traffic traffic) {
        this.load = load;
        this.traffic = traffic;
        this.body = Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(new byte[traffic.requestBytes()]));
    }

    void opened(Channel opened) {
        channel = opened;
    }

    /** Sends a request that should have been sent at {@code due}. */
    void ask(long due) {
        dueNanos = due;
        asking = true;
        var request = new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1, HttpMethod.valueOf(traffic.method()), traffic.path(), body.duplicate());
        request.headers().set(HttpHeaderNames.HOST, traffic.host());
        if (traffic.requestBytes() > 0) {
            request.headers().set(HttpHeaderNames.CONTENT_LENGTH, traffic.requestBytes());
        }
        if (channel != null) {
            channel.writeAndFlush(request);
        }
    }

    boolean isAsking() {
        return asking;
    }

    /** When the last request should have been sent. */
    long dueNanos() {
        return dueNanos;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject message) {
        if (message instanceof HttpResponse response) {
            success = response.status().code() == 200;
        }
        if (message instanceof LastHttpContent) {
            asking = false;
            load.onAnswer(this, dueNanos, success);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (asking) {
            load.onLost("closed by the proxy");
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        load.onLost(String.valueOf(cause.getMessage()));
    }
}

package io.kagemusha.benchmarks.peer;

import io.kagemusha.benchmarks.peer.FaultyServer.Fault;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** What a {@link FaultyServer} does on one connection. */
final class FaultyAnswer extends ChannelInboundHandlerAdapter {

    private static final int PART_BYTES = 64 * 1024;
    private static final ByteBuf HEAD =
            Unpooled.unreleasableBuffer(Unpooled.copiedBuffer("HTTP/1.1 200 OK\r\n\r\n", StandardCharsets.US_ASCII));
    private static final ByteBuf PART =
            Unpooled.unreleasableBuffer(Unpooled.directBuffer(PART_BYTES).writeZero(PART_BYTES));

    private final Fault fault;
    private boolean flooding;

    FaultyAnswer(Fault fault) {
        this.fault = fault;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        if (fault == Fault.RESETS) {
            context.channel().config().setOption(ChannelOption.SO_LINGER, 0);
            context.close();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ReferenceCountUtil.release(message);
        if (fault == Fault.SLOW && message instanceof LastHttpContent) {
            context.executor().schedule(() -> answer(context), 1, TimeUnit.SECONDS);
        } else if (fault == Fault.FLOODS && !flooding) {
            flooding = true;
            context.write(HEAD.duplicate());
            flood(context);
        }
    }

    private static void answer(ChannelHandlerContext context) {
        var answer = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        answer.headers().set(HttpHeaderNames.CONTENT_LENGTH, 0);
        context.writeAndFlush(answer);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (flooding) {
            flood(context);
        }
    }

    private static void flood(ChannelHandlerContext context) {
        while (context.channel().isActive() && context.channel().isWritable()) {
            context.write(PART.duplicate());
        }
        context.flush();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}

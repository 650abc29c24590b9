package io.kagemusha.proxy.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2CodecUtil;
import org.jspecify.annotations.Nullable;

/**
 * Has the client speak HTTP/2 where its first bytes are the preface of that (RFC 9113, 3.3 and 3.4), and leaves with the
 * first byte that is another's. What comes behind it speaks HTTP/1.x.
 */
final class PriorKnowledge extends ChannelInboundHandlerAdapter {

    private static final ByteBuf PREFACE = Unpooled.unreleasableBuffer(Http2CodecUtil.connectionPrefaceBuf());

    private final Runnable speakHttp2;
    private @Nullable ByteBuf begun;

    PriorKnowledge(Runnable speakHttp2) {
        this.speakHttp2 = speakHttp2;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof ByteBuf part)) {
            context.fireChannelRead(message);
            return;
        }
        ByteBuf bytes = begun == null ? part : Unpooled.wrappedBuffer(begun, part);
        begun = null;
        int length = Math.min(bytes.readableBytes(), PREFACE.readableBytes());
        boolean same = ByteBufUtil.equals(bytes, bytes.readerIndex(), PREFACE, PREFACE.readerIndex(), length);
        if (same && length < PREFACE.readableBytes()) {
            begun = bytes;
            return;
        }
        if (same) {
            speakHttp2.run();
        }
        context.pipeline().remove(this);
        context.fireChannelRead(bytes);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (begun != null) {
            begun.release();
            begun = null;
        }
    }
}

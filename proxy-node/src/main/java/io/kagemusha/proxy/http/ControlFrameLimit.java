package io.kagemusha.proxy.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2StreamFrame;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;

/**
 * Ends an HTTP/2 connection whose other side sends far more PING and SETTINGS than anybody has use for (RFC 9113, 10.5).
 * Stands behind the codec.
 */
public final class ControlFrameLimit extends ChannelInboundHandlerAdapter {

    private static final int MAX_FRAMES = 10_000;
    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(10);

    private int frames;
    private long windowStart = System.nanoTime();

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof Http2StreamFrame || ++frames <= MAX_FRAMES) {
            context.fireChannelRead(message);
            return;
        }
        ReferenceCountUtil.release(message);
        long now = System.nanoTime();
        if (now - windowStart >= WINDOW_NANOS) {
            windowStart = now;
            frames = 0;
        } else if (frames == MAX_FRAMES + 1) {
            Http2FrameCodec codec = context.pipeline().get(Http2FrameCodec.class);
            codec.onError(
                    context.pipeline().context(codec),
                    false,
                    Http2Exception.connectionError(
                            Http2Error.ENHANCE_YOUR_CALM, "more than %d PING and SETTINGS frames", MAX_FRAMES));
        }
    }
}

package io.kagemusha.proxy.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.DecoratingHttp2ConnectionDecoder;
import io.netty.handler.codec.http2.DecoratingHttp2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import java.util.concurrent.TimeUnit;

/**
 * Ends an HTTP/2 connection whose other side sends far more frames than anybody has use for that are no part of a message
 * and that no window holds back (RFC 9113, 10.5): PING, SETTINGS, PRIORITY, WINDOW_UPDATE, and what is of an unknown type.
 * What is sent to it allows it more of them, because whoever reads opens its windows again. PRIORITY and unknown types go no
 * further: a stream that is not read would queue them.
 *
 * <p>RST_STREAM and empty DATA frames have limits of their own, which Netty keeps.
 */
public final class ControlFrameLimit {

    private static final int MAX_FRAMES = 10_000;
    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** Who opens both windows again, of the stream and of the connection, after each frame. */
    private static final int FRAMES_PER_FRAME = 2;

    /** The smallest frames that a message is sent in, where the other side gives no larger windows. */
    private static final int BYTES_PER_FRAME = 64;

    private int frames;
    private long windowStart = System.nanoTime();

    /** The same decoder, within the limit. */
    public Http2ConnectionDecoder receiving(Http2ConnectionDecoder decoder) {
        return new Receiving(decoder);
    }

    /** The same encoder, which tells what is sent. */
    public Http2ConnectionEncoder sending(Http2ConnectionEncoder encoder) {
        return new Sending(encoder);
    }

    private void onReceived() throws Http2Exception {
        if (++frames <= MAX_FRAMES) {
            return;
        }
        long now = System.nanoTime();
        if (now - windowStart < WINDOW_NANOS) {
            throw Http2Exception.connectionError(
                    Http2Error.ENHANCE_YOUR_CALM, "more than %d frames that are no part of a message", MAX_FRAMES);
        }
        windowStart = now;
        frames = 0;
    }

    private void onSent(int bytes) {
        frames = Math.max(0, frames - FRAMES_PER_FRAME - bytes / BYTES_PER_FRAME);
    }

    private final class Receiving extends DecoratingHttp2ConnectionDecoder {

        Receiving(Http2ConnectionDecoder decoder) {
            super(decoder);
        }

        @Override
        public void frameListener(Http2FrameListener listener) {
            super.frameListener(new Counting(listener));
        }
    }

    private final class Counting extends Http2FrameListenerDecorator {

        Counting(Http2FrameListener listener) {
            super(listener);
        }

        @Override
        public void onSettingsRead(ChannelHandlerContext context, Http2Settings settings) throws Http2Exception {
            onReceived();
            super.onSettingsRead(context, settings);
        }

        @Override
        public void onSettingsAckRead(ChannelHandlerContext context) throws Http2Exception {
            onReceived();
            super.onSettingsAckRead(context);
        }

        @Override
        public void onPingRead(ChannelHandlerContext context, long data) throws Http2Exception {
            onReceived();
            super.onPingRead(context, data);
        }

        @Override
        public void onPingAckRead(ChannelHandlerContext context, long data) throws Http2Exception {
            onReceived();
            super.onPingAckRead(context, data);
        }

        @Override
        public void onGoAwayRead(ChannelHandlerContext context, int lastStream, long code, ByteBuf debugData)
                throws Http2Exception {
            onReceived();
            super.onGoAwayRead(context, lastStream, code, debugData);
        }

        @Override
        public void onWindowUpdateRead(ChannelHandlerContext context, int stream, int increment) throws Http2Exception {
            onReceived();
            super.onWindowUpdateRead(context, stream, increment);
        }

        @Override
        public void onPriorityRead(
                ChannelHandlerContext context, int stream, int dependency, short weight, boolean exclusive)
                throws Http2Exception {
            onReceived();
        }

        @Override
        public void onUnknownFrame(
                ChannelHandlerContext context, byte type, int stream, Http2Flags flags, ByteBuf payload)
                throws Http2Exception {
            onReceived();
        }
    }

    private final class Sending extends DecoratingHttp2ConnectionEncoder {

        Sending(Http2ConnectionEncoder encoder) {
            super(encoder);
        }

        @Override
        public ChannelFuture writeHeaders(
                ChannelHandlerContext context,
                int stream,
                Http2Headers headers,
                int padding,
                boolean endStream,
                ChannelPromise promise) {
            onSent(0);
            return super.writeHeaders(context, stream, headers, padding, endStream, promise);
        }

        @Override
        public ChannelFuture writeData(
                ChannelHandlerContext context,
                int stream,
                ByteBuf data,
                int padding,
                boolean endStream,
                ChannelPromise promise) {
            onSent(data.readableBytes());
            return super.writeData(context, stream, data, padding, endStream, promise);
        }
    }
}

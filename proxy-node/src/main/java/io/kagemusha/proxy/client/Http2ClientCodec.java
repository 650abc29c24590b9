package io.kagemusha.proxy.client;

import io.kagemusha.common.configuration.ClientLimits;
import io.kagemusha.common.configuration.StreamLimits;
import io.kagemusha.proxy.http.ControlFrameLimit;
import io.kagemusha.proxy.http.Http2Codec;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Settings;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Netty's codec of frames, which differs in what becomes of errors. A head that is malformed is an error of its stream, and
 * the stream is there to be told (RFC 9113, 8.1.1); Netty would know nothing of it, and take its body for an error of the
 * connection. What is still on its way to a stream that was reset is ignored (5.1). An error of the connection is told before
 * everything else that comes is thrown away (5.4.1).
 */
final class Http2ClientCodec extends Http2FrameCodec {

    /** Frames that carry nothing; some clients end a flush with one. */
    private static final int MAX_EMPTY_DATA = 100;

    /** Answers to PING and SETTINGS, and resets, that a client has not read. */
    private static final int MAX_QUEUED_CONTROL_FRAMES = 1000;

    private static final int RESET_WINDOW_SECONDS = 30;
    private static final long RESET_WINDOW_NANOS = TimeUnit.SECONDS.toNanos(RESET_WINDOW_SECONDS);

    /** Streams of which it is known that they were reset. */
    private static final int MAX_REMEMBERED = 100;

    private final int maxFaults;
    private final Consumer<Throwable> whenBroken;
    private final ArrayDeque<Integer> reset = new ArrayDeque<>(0);
    private int faults;
    private long faultsSince = System.nanoTime();
    private boolean broken;

    private Http2ClientCodec(
            Http2ConnectionEncoder encoder,
            Http2ConnectionDecoder decoder,
            Http2Settings settings,
            int maxFaults,
            Consumer<Throwable> whenBroken) {
        super(encoder, decoder, settings, true, true);
        this.maxFaults = maxFaults;
        this.whenBroken = whenBroken;
    }

    /** A codec for one connection; {@code whenBroken} is called when it has sent a GOAWAY for an error. */
    static Http2FrameCodec of(ClientLimits limits, Consumer<Throwable> whenBroken) {
        StreamLimits streams = limits.streams();
        return new Builder(Http2Codec.newConnection(true), streams.resets(), whenBroken)
                .initialSettings(new Http2Settings()
                        .maxConcurrentStreams(streams.streams())
                        .initialWindowSize(streams.window())
                        .maxHeaderListSize(limits.messages().headerSection()))
                .validateRequiredPseudoHeaders(true)
                .decoderEnforceMaxConsecutiveEmptyDataFrames(MAX_EMPTY_DATA)
                .decoderEnforceMaxRstFramesPerWindow(streams.resets(), RESET_WINDOW_SECONDS)
                // Would count what is reset for a backend's faults, too
                .encoderEnforceMaxRstFramesPerWindow(0, 0)
                .encoderEnforceMaxQueuedControlFrames(MAX_QUEUED_CONTROL_FRAMES)
                .build();
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
        if (broken) {
            in.skipBytes(in.readableBytes());
        } else {
            super.decode(context, in, out);
        }
    }

    @Override
    public void onError(ChannelHandlerContext context, boolean outbound, Throwable cause) {
        Http2Exception error = Http2CodecUtil.getEmbeddedHttp2Exception(cause);
        if (!outbound && !broken && Http2Exception.isStreamError(error)) {
            int stream = Http2Exception.streamId(error);
            if (error.error() == Http2Error.STREAM_CLOSED && reset.contains(stream)) {
                return;
            }
            if (isOneFaultTooMany()) {
                super.onError(
                        context,
                        false,
                        Http2Exception.connectionError(
                                Http2Error.ENHANCE_YOUR_CALM, "more than %d streams at fault", maxFaults));
                return;
            }
            open(stream);
        }
        super.onError(context, outbound, cause);
    }

    private boolean isOneFaultTooMany() {
        long now = System.nanoTime();
        if (now - faultsSince >= RESET_WINDOW_NANOS) {
            faultsSince = now;
            faults = 0;
        }
        return ++faults > maxFaults;
    }

    @Override
    public ChannelFuture resetStream(ChannelHandlerContext context, int stream, long code, ChannelPromise promise) {
        if (reset.size() == MAX_REMEMBERED) {
            reset.remove();
        }
        reset.add(stream);
        return super.resetStream(context, stream, code, promise);
    }

    private void open(int stream) {
        if (!connection().streamMayHaveExisted(stream)) {
            try {
                connection().remote().createStream(stream, false);
            } catch (Http2Exception e) {
                // One stream too many, or one that comes after the GOAWAY: then there is only the error to tell
            }
        }
    }

    @Override
    protected void onConnectionError(
            ChannelHandlerContext context, boolean outbound, Throwable cause, Http2Exception error) {
        if (!broken) {
            broken = true;
            Http2Error code = error == null ? Http2Error.INTERNAL_ERROR : error.error();
            int last = connection().remote().lastStreamCreated();
            frameWriter().writeGoAway(context, last, code.code(), Unpooled.EMPTY_BUFFER, context.newPromise());
            whenBroken.accept(cause);
        }
    }

    private static final class Builder extends Http2FrameCodecBuilder {

        private final int maxFaults;
        private final Consumer<Throwable> whenBroken;

        Builder(Http2Connection connection, int maxFaults, Consumer<Throwable> whenBroken) {
            this.maxFaults = maxFaults;
            this.whenBroken = whenBroken;
            connection(connection);
        }

        @Override
        protected Http2FrameCodec build(
                Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings) {
            var limit = new ControlFrameLimit();
            return new Http2ClientCodec(
                    limit.sending(encoder), limit.receiving(decoder), settings, maxFaults, whenBroken);
        }
    }
}

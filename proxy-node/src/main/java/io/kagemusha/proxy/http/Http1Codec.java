package io.kagemusha.proxy.http;

import io.kagemusha.common.configuration.MessageLimits;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import java.util.List;
import java.util.function.BooleanSupplier;

/** The decoders of both sides, set to be strict where Netty is lenient by default. */
public final class Http1Codec {

    private static final int MAX_STATUS_LINE = 16 * 1024;
    private static final int MAX_HEADER_SECTION = 64 * 1024;
    private static final int MAX_CONTENT = 64 * 1024;

    private Http1Codec() {}

    /** A decoder of requests, which says by {@link HeadBegun} when it has a part of one. */
    public static ChannelHandler requestDecoder(MessageLimits limits) {
        return new StrictRequestDecoder(config(limits.requestLine(), limits.headerSection()), limits.headerSection());
    }

    /** Lets the decoder of requests go on after one that asked for another protocol and was not granted it. */
    public static void goOn(ChannelPipeline pipeline) {
        StrictRequestDecoder decoder = pipeline.get(StrictRequestDecoder.class);
        if (decoder != null) {
            decoder.goOn(pipeline.context(decoder));
        }
    }

    /** Takes the decoder of requests away: what has come since the last one, and comes, is passed on as bytes. */
    public static void passBytes(ChannelPipeline pipeline) {
        StrictRequestDecoder decoder = pipeline.get(StrictRequestDecoder.class);
        if (decoder != null) {
            pipeline.remove(decoder);
        }
    }

    /**
     * A decoder of responses.
     *
     * @param noBody asked at each response head: whether it answers a HEAD request, hence has no body
     */
    public static ChannelHandler responseDecoder(BooleanSupplier noBody) {
        return new RequestAwareResponseDecoder(config(MAX_STATUS_LINE, MAX_HEADER_SECTION), noBody);
    }

    private static HttpDecoderConfig config(int startLine, int headerSection) {
        return new HttpDecoderConfig()
                .setMaxInitialLineLength(startLine)
                .setMaxHeaderSize(headerSection)
                .setMaxChunkSize(MAX_CONTENT)
                .setInitialBufferSize(256)
                .setStrictLineParsing(true)
                .setUseRfc9112TransferEncoding(true);
    }

    private static final class RequestAwareResponseDecoder extends HttpResponseDecoder {

        private final BooleanSupplier noBody;
        private final ChunkExcess excess = new ChunkExcess(MAX_HEADER_SECTION);
        private boolean broken;

        RequestAwareResponseDecoder(HttpDecoderConfig config, BooleanSupplier noBody) {
            super(config);
            this.noBody = noBody;
        }

        @Override
        protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
            if (broken) {
                in.skipBytes(in.readableBytes());
                return;
            }
            int before = out.size();
            int readable = in.readableBytes();
            super.decode(context, in, out);
            if (excess.isTooMuchAfter(readable - in.readableBytes(), out, before)) {
                broken = true;
                out.add(ChunkExcess.failure());
            }
        }

        @Override
        protected boolean isContentAlwaysEmpty(HttpMessage message) {
            // Netty takes a 101 without Sec-WebSocket-Accept for one of a draft that had a body
            return super.isContentAlwaysEmpty(message)
                    || noBody.getAsBoolean()
                    || ((HttpResponse) message).status().code() == 101;
        }

        @Override
        protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
            throw new IllegalArgumentException("both transfer-encoding and content-length");
        }
    }
}

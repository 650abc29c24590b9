package io.kagemusha.proxy.http;

import io.netty.channel.ChannelHandler;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponseDecoder;
import java.util.function.BooleanSupplier;

/** The decoders of both sides, set to be strict where Netty is lenient by default. */
public final class Http1Codec {

    private static final int MAX_START_LINE = 16 * 1024;
    private static final int MAX_HEADER_SECTION = 64 * 1024;
    private static final int MAX_CONTENT = 64 * 1024;

    private Http1Codec() {}

    public static ChannelHandler requestDecoder() {
        return new StrictRequestDecoder(config());
    }

    /**
     * A decoder of responses.
     *
     * @param noBody asked at each response head: whether it answers a HEAD request, hence has no body
     */
    public static ChannelHandler responseDecoder(BooleanSupplier noBody) {
        return new RequestAwareResponseDecoder(config(), noBody);
    }

    private static HttpDecoderConfig config() {
        return new HttpDecoderConfig()
                .setMaxInitialLineLength(MAX_START_LINE)
                .setMaxHeaderSize(MAX_HEADER_SECTION)
                .setMaxChunkSize(MAX_CONTENT)
                .setInitialBufferSize(256)
                .setStrictLineParsing(true)
                .setUseRfc9112TransferEncoding(true);
    }

    private static final class RequestAwareResponseDecoder extends HttpResponseDecoder {

        private final BooleanSupplier noBody;

        RequestAwareResponseDecoder(HttpDecoderConfig config, BooleanSupplier noBody) {
            super(config);
            this.noBody = noBody;
        }

        @Override
        protected boolean isContentAlwaysEmpty(HttpMessage message) {
            return super.isContentAlwaysEmpty(message) || noBody.getAsBoolean();
        }

        @Override
        protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
            throw new IllegalArgumentException("both transfer-encoding and content-length");
        }
    }
}

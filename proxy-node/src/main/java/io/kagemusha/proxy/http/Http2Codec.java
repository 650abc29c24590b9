package io.kagemusha.proxy.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.DefaultHttp2LocalFlowController;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;

/** The handlers of HTTP/2, with their bounds. */
public final class Http2Codec {

    private static final int MAX_HEADER_LIST = 64 * 1024;

    /** Of each response; a server 50 ms away can send 5 MB/s. */
    private static final int STREAM_WINDOW = 256 * 1024;

    private static final int MAX_RESETS = 10_000;
    private static final int RESETS_SECONDS = 10;

    private Http2Codec() {}

    /**
     * Adds what speaks HTTP/2 with a server: it pushes nothing, and no stream ever waits for another one's window.
     *
     * @return knows the state of the connection
     */
    public static Http2FrameCodec addClient(ChannelPipeline pipeline) {
        Http2FrameCodec codec = new Builder(newConnection(false))
                .initialSettings(Http2Settings.defaultSettings()
                        .pushEnabled(false)
                        .initialWindowSize(STREAM_WINDOW)
                        .maxHeaderListSize(MAX_HEADER_LIST))
                .encoderIgnoreMaxHeaderListSize(true)
                .decoderEnforceMaxRstFramesPerWindow(MAX_RESETS, RESETS_SECONDS)
                // Whoever closes a connection with streams on it has told them before
                .gracefulShutdownTimeoutMillis(0)
                .build();
        pipeline.addLast("codec", codec);
        pipeline.addLast("data", new DataGathering(codec.connection()));
        pipeline.addLast("streams", new Http2MultiplexHandler(new Refusal()));
        openWindow(pipeline);
        return codec;
    }

    /**
     * Has the other side told, with what is sent next, that the window of the connection is as large as one can be, so that
     * each stream has its own window in full, and together they are not bound to that many bytes for each round trip.
     */
    public static void openWindow(ChannelPipeline pipeline) {
        pipeline.write(new DefaultHttp2WindowUpdateFrame(
                Http2CodecUtil.MAX_INITIAL_WINDOW_SIZE - Http2CodecUtil.DEFAULT_WINDOW_SIZE));
    }

    /**
     * A connection whose window is opened again at once. Else a stream that is not read would use it up, and stop all the
     * others; what one may hold back is its own window.
     */
    public static Http2Connection newConnection(boolean server) {
        var connection = new DefaultHttp2Connection(server, 0);
        connection
                .local()
                .flowController(new DefaultHttp2LocalFlowController(
                        connection, DefaultHttp2LocalFlowController.DEFAULT_WINDOW_UPDATE_RATIO, true));
        return connection;
    }

    /** For streams that a server opens, which it was told not to do. */
    private static final class Refusal extends ChannelInitializer<Channel> {

        @Override
        protected void initChannel(Channel pushed) {
            pushed.close();
        }
    }

    private static final class Builder extends Http2FrameCodecBuilder {

        Builder(Http2Connection connection) {
            connection(connection);
        }

        @Override
        protected Http2FrameCodec build(
                Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings) {
            var limit = new ControlFrameLimit();
            return super.build(limit.receiving(decoder), limit.sending(encoder), settings);
        }
    }
}

package io.kagemusha.benchmarks.load;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import org.jspecify.annotations.Nullable;

/** A connection of HTTP/2 in clear text, with prior knowledge (RFC 9113, 3.3); each request has a stream of its own. */
final class Http2LoadConnection extends LoadConnection {

    private @Nullable Http2StreamChannelBootstrap streams;

    Http2LoadConnection(ConstantRate load, Traffic traffic) {
        super(load, traffic);
    }

    @Override
    void assemble(ChannelPipeline pipeline) {
        pipeline.addLast(
                Http2FrameCodecBuilder.forClient().build(),
                new Http2MultiplexHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel pushed) {
                        pushed.close();
                    }
                }));
    }

    @Override
    void opened(Channel opened) {
        streams = new Http2StreamChannelBootstrap(opened).handler(new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel stream) {
                stream.pipeline()
                        .addLast(new Http2StreamFrameToHttpObjectCodec(false), new OneAnswer(Http2LoadConnection.this));
            }
        });
    }

    @Override
    void send(FullHttpRequest request) {
        if (streams == null) {
            return;
        }
        streams.open().addListener(opened -> {
            if (opened.isSuccess()) {
                ((Channel) opened.getNow()).writeAndFlush(request);
            } else {
                onLost(String.valueOf(opened.cause().getMessage()));
            }
        });
    }

    /** Goes with the answer, because the stream ends after the next one has begun. */
    private static final class OneAnswer extends AnswerHandler {

        OneAnswer(LoadConnection connection) {
            super(connection);
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, HttpObject message) {
            if (message instanceof LastHttpContent) {
                context.pipeline().remove(this);
            }
            super.channelRead0(context, message);
        }
    }
}

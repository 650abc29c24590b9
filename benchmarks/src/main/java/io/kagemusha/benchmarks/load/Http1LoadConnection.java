package io.kagemusha.benchmarks.load;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import org.jspecify.annotations.Nullable;

/** A connection of HTTP/1.1. */
final class Http1LoadConnection extends LoadConnection {

    private @Nullable Channel channel;

    Http1LoadConnection(ConstantRate load, Traffic traffic) {
        super(load, traffic);
    }

    @Override
    void assemble(ChannelPipeline pipeline) {
        pipeline.addLast(new HttpClientCodec(), new AnswerHandler(this));
    }

    @Override
    void opened(Channel opened) {
        channel = opened;
    }

    @Override
    void send(FullHttpRequest request) {
        if (channel != null) {
            channel.writeAndFlush(request);
        }
    }
}

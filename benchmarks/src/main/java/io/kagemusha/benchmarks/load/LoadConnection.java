package io.kagemusha.benchmarks.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;

/** One kept connection of a load, with one request at a time. Confined to the load's event loop. */
abstract class LoadConnection {

    private final ConstantRate load;
    private final Traffic traffic;
    private final ByteBuf body;
    private long dueNanos;
    private boolean asking;

    LoadConnection(ConstantRate load, Traffic traffic) {
        this.load = load;
        this.traffic = traffic;
        this.body = Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(new byte[traffic.requestBytes()]));
    }

    /** One that speaks the protocol of the traffic. */
    static LoadConnection of(ConstantRate load, Traffic traffic) {
        return traffic.protocol() == Protocol.H2C
                ? new Http2LoadConnection(load, traffic)
                : new Http1LoadConnection(load, traffic);
    }

    /** Puts what speaks the protocol behind what the pipeline has already. */
    abstract void assemble(ChannelPipeline pipeline);

    /** Its channel is connected. */
    abstract void opened(Channel opened);

    abstract void send(FullHttpRequest request);

    /** Sends a request that should have been sent at {@code due}. */
    void ask(long due) {
        dueNanos = due;
        asking = true;
        var request = new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1, HttpMethod.valueOf(traffic.method()), traffic.path(), body.duplicate());
        request.headers().set(HttpHeaderNames.HOST, traffic.host());
        if (traffic.requestBytes() > 0) {
            request.headers().set(HttpHeaderNames.CONTENT_LENGTH, traffic.requestBytes());
        }
        send(request);
    }

    boolean isAsking() {
        return asking;
    }

    /** When the last request should have been sent. */
    long dueNanos() {
        return dueNanos;
    }

    void onAnswer(boolean success) {
        asking = false;
        load.onAnswer(this, dueNanos, success);
    }

    void onLost(String reason) {
        if (asking) {
            load.onLost(reason);
        }
    }
}

package io.kagemusha.proxy.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.EmptyHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import org.jspecify.annotations.Nullable;

/**
 * Writes the messages of one stream of HTTP/2. What came last is held back until it is known whether it is the last of its
 * message, so that a short one needs no frame just to say that it has ended. Confined to the stream's event loop.
 */
public final class StreamWriter {

    private final Channel channel;
    private @Nullable Http2Headers head;
    private @Nullable ByteBuf body;

    public StreamWriter(Channel channel) {
        this.channel = channel;
    }

    public void head(Http2Headers headers) {
        passOn(false);
        head = headers;
    }

    /** Takes ownership of a part of the body. */
    public void body(ByteBuf content) {
        passOn(false);
        body = content;
    }

    /** Ends the message; the future completes when the other side's window has taken all of it. */
    public ChannelFuture end(Http2Headers trailers) {
        if (trailers.isEmpty()) {
            return passOn(true);
        }
        passOn(false);
        return channel.write(new DefaultHttp2HeadersFrame(trailers, true));
    }

    /** Writes and sends an answer of the proxy's own; {@code noBody} where it answers a HEAD request. */
    public ChannelFuture problem(int status, String detail, String requestId, boolean noBody) {
        byte[] content = ProblemResponse.content(status, detail, requestId);
        head(Http2Response.problem(status, content.length, requestId));
        if (!noBody) {
            body(Unpooled.wrappedBuffer(content));
        }
        ChannelFuture end = end(EmptyHttp2Headers.INSTANCE);
        flush();
        return end;
    }

    /** Sends everything that was written. */
    public void flush() {
        passOn(false);
        channel.flush();
    }

    private ChannelFuture passOn(boolean end) {
        Http2Headers headers = head;
        ByteBuf content = body;
        head = null;
        body = null;
        if (headers != null) {
            return channel.write(new DefaultHttp2HeadersFrame(headers, end));
        }
        if (content != null) {
            return channel.write(new DefaultHttp2DataFrame(content, end));
        }
        return end ? channel.write(new DefaultHttp2DataFrame(true)) : channel.newSucceededFuture();
    }

    /** Lets go of what was held back; for a stream that has ended. */
    public void release() {
        head = null;
        if (body != null) {
            body.release();
            body = null;
        }
    }
}

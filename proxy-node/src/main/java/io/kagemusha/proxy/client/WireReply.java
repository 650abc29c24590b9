package io.kagemusha.proxy.client;

import io.kagemusha.proxy.exchange.ClientReply;
import io.kagemusha.proxy.http.BodyFraming;
import io.kagemusha.proxy.http.ForwardedResponse;
import io.kagemusha.proxy.http.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;

/** What the answers of all versions of HTTP know about how far they are. Confined to the connection's event loop. */
abstract class WireReply implements ClientReply {

    private final Channel channel;
    private final RequestHead request;
    private BodyFraming framing = BodyFraming.NONE;
    private long owedBytes;
    private boolean begun;
    private boolean ended;
    private boolean detached;

    WireReply(Channel channel, RequestHead request) {
        this.channel = channel;
        this.request = request;
    }

    final RequestHead request() {
        return request;
    }

    final boolean isHead() {
        return request.method().equals("HEAD");
    }

    final boolean isBegun() {
        return begun;
    }

    final boolean isEnded() {
        return ended;
    }

    final boolean isDetached() {
        return detached;
    }

    /** How the body is framed; none before the head. */
    final BodyFraming framing() {
        return framing;
    }

    /** The client is gone: nothing is written any more. */
    final void detach() {
        detached = true;
    }

    final void begin(HttpResponse response) {
        begun = true;
        framing = ForwardedResponse.framing(request, response);
        owedBytes = framing == BodyFraming.LENGTH ? HttpUtil.getContentLength(response, 0L) : 0;
        onAnswering();
    }

    final void beginProblem() {
        begun = true;
    }

    /** Of what the head announced, this much is written. */
    final void deliver(ByteBuf content) {
        owedBytes -= framing == BodyFraming.LENGTH ? content.readableBytes() : 0;
        onAnswering();
    }

    /** A part of a backend's answer has come for the client. */
    abstract void onAnswering();

    final void finish() {
        ended = true;
    }

    @Override
    public final void answeredBy(String backend) {
        // Told to the access log alone
    }

    /** Where munging made a HEAD of another method or the reverse, the announced length is another request's. */
    @Override
    public final boolean isWhole() {
        return owedBytes == 0;
    }

    @Override
    public final void abandoned() {
        // Whoever owns the connection or stream knows it before
    }

    @Override
    public final boolean isWritable() {
        return detached || channel.isWritable();
    }
}

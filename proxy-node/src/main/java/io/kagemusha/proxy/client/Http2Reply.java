package io.kagemusha.proxy.client;

import io.kagemusha.proxy.exchange.ClientReply;
import io.kagemusha.proxy.http.BodyFraming;
import io.kagemusha.proxy.http.ForwardedResponse;
import io.kagemusha.proxy.http.Http2Fields;
import io.kagemusha.proxy.http.Http2Response;
import io.kagemusha.proxy.http.RequestHead;
import io.kagemusha.proxy.http.StreamWriter;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.EmptyHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;

/** The answer on one stream of HTTP/2. Confined to the connection's event loop. */
final class Http2Reply implements ClientReply {

    private final ClientStream stream;
    private final Channel channel;
    private final StreamWriter output;
    private final RequestHead request;
    private final String requestId;
    private BodyFraming framing = BodyFraming.NONE;
    private long owedBytes;
    private boolean begun;
    private boolean ended;
    private boolean detached;

    Http2Reply(ClientStream stream, RequestHead request, String requestId) {
        this.stream = stream;
        this.channel = stream.channel();
        this.output = stream.output();
        this.request = request;
        this.requestId = requestId;
    }

    boolean isBegun() {
        return begun;
    }

    boolean isEnded() {
        return ended;
    }

    boolean isHead() {
        return request.method().equals("HEAD");
    }

    /** The client is gone: nothing is written any more. */
    void detach() {
        detached = true;
    }

    /** Tells the client to send its body (RFC 9110, 10.1.1). */
    void continueNow() {
        if (!begun) {
            interim(new DefaultHttp2Headers().status(HttpResponseStatus.CONTINUE.codeAsText()));
        }
    }

    @Override
    public void interim(HttpResponse response) {
        // 100 has been sent already
        if (!detached && response.status().code() != 100) {
            interim(Http2Response.head(response));
        }
    }

    private void interim(Http2Headers headers) {
        output.head(headers);
        output.flush();
    }

    @Override
    public void answeredBy(String backend) {
        // Told to the access log alone
    }

    @Override
    public void head(HttpResponse response) {
        if (!detached) {
            begun = true;
            framing = ForwardedResponse.framing(request, response);
            owedBytes = framing == BodyFraming.LENGTH ? HttpUtil.getContentLength(response, 0L) : 0;
            output.head(Http2Response.head(response));
        }
    }

    @Override
    public void body(ByteBuf content) {
        if (detached || framing == BodyFraming.NONE || !content.isReadable()) {
            content.release();
        } else {
            owedBytes -= framing == BodyFraming.LENGTH ? content.readableBytes() : 0;
            output.body(content);
        }
    }

    @Override
    public void end(HttpHeaders trailers) {
        if (!detached && owedBytes != 0) {
            // Where munging made a HEAD of another method or the reverse, the announced length is another request's
            breakOff();
        } else if (!detached) {
            ended = true;
            var taken = output.end(
                    framing == BodyFraming.NONE ? EmptyHttp2Headers.INSTANCE : Http2Fields.trailers(trailers));
            output.flush();
            stream.onAnswered(taken);
        }
    }

    @Override
    public void problem(int status, String detail) {
        if (!detached) {
            begun = true;
            ended = true;
            stream.onAnswered(output.problem(status, detail, requestId, isHead()));
        }
    }

    @Override
    public void breakOff() {
        if (!detached) {
            ended = true;
            stream.abort();
        }
    }

    @Override
    public void abandoned() {
        // The stream knows it before
    }

    @Override
    public void flush() {
        if (!detached) {
            output.flush();
        }
    }

    @Override
    public boolean isWritable() {
        return detached || channel.isWritable();
    }

    @Override
    public void pauseRequest(boolean paused) {
        if (!detached) {
            stream.pauseRequest(paused);
        }
    }
}

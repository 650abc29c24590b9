package io.kagemusha.proxy.client;

import io.kagemusha.proxy.http.BodyFraming;
import io.kagemusha.proxy.http.Http2Fields;
import io.kagemusha.proxy.http.Http2Response;
import io.kagemusha.proxy.http.RequestHead;
import io.kagemusha.proxy.http.StreamWriter;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.EmptyHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;

/** The answer on one stream of HTTP/2. Confined to the connection's event loop. */
final class Http2Reply extends WireReply {

    private final ClientStream stream;
    private final StreamWriter output;
    private final String requestId;

    Http2Reply(ClientStream stream, RequestHead request, String requestId) {
        super(stream.channel(), request);
        this.stream = stream;
        this.output = stream.output();
        this.requestId = requestId;
    }

    /** Tells the client to send its body (RFC 9110, 10.1.1). */
    void continueNow() {
        if (!isBegun()) {
            interim(new DefaultHttp2Headers().status(HttpResponseStatus.CONTINUE.codeAsText()));
        }
    }

    @Override
    public void interim(HttpResponse response) {
        // 100 has been sent already
        if (!isDetached() && response.status().code() != 100) {
            interim(Http2Response.head(response));
        }
    }

    private void interim(Http2Headers headers) {
        output.head(headers);
        output.flush();
    }

    @Override
    public void head(HttpResponse response) {
        if (!isDetached()) {
            begin(response);
            output.head(Http2Response.head(response));
        }
    }

    @Override
    public void body(ByteBuf content) {
        if (isDetached() || framing() == BodyFraming.NONE || !content.isReadable()) {
            content.release();
        } else {
            deliver(content);
            output.body(content);
        }
    }

    @Override
    void onAnswering() {
        stream.onAnswering();
    }

    @Override
    public void end(HttpHeaders trailers) {
        if (!isWhole()) {
            breakOff();
        } else if (!isDetached()) {
            finish();
            var taken = output.end(
                    framing() == BodyFraming.NONE ? EmptyHttp2Headers.INSTANCE : Http2Fields.trailers(trailers));
            output.flush();
            stream.onAnswered(taken);
        }
    }

    @Override
    public void problem(int status, String detail) {
        if (!isDetached()) {
            beginProblem();
            finish();
            stream.onAnswered(output.problem(status, detail, requestId, isHead()));
        }
    }

    @Override
    public void breakOff() {
        if (!isDetached()) {
            finish();
            stream.abort();
        }
    }

    @Override
    public void flush() {
        if (!isDetached()) {
            output.flush();
        }
    }

    @Override
    public void pauseRequest(boolean paused) {
        if (!isDetached()) {
            stream.pauseRequest(paused);
        }
    }
}

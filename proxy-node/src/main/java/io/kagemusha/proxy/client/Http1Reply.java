package io.kagemusha.proxy.client;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.kagemusha.proxy.exchange.ClientReply;
import io.kagemusha.proxy.http.BodyFraming;
import io.kagemusha.proxy.http.ForwardedResponse;
import io.kagemusha.proxy.http.MessageWriter;
import io.kagemusha.proxy.http.ProblemResponse;
import io.kagemusha.proxy.http.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;

/** The answer to one request on an HTTP/1.x connection. Confined to the connection's event loop. */
final class Http1Reply implements ClientReply {

    private final ClientConnection connection;
    private final Channel channel;
    private final MessageWriter output;
    private final RequestHead request;
    private final String requestId;
    private boolean keepAlive;
    private BodyFraming framing = BodyFraming.NONE;
    private long owedBytes;
    private boolean begun;
    private boolean ended;
    private boolean detached;

    Http1Reply(ClientConnection connection, RequestHead request, String requestId, boolean keepAlive) {
        this.connection = connection;
        this.channel = connection.channel();
        this.output = connection.output();
        this.request = request;
        this.requestId = requestId;
        this.keepAlive = keepAlive;
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
            output.beginHead().writeCharSequence("HTTP/1.1 100 Continue\r\n\r\n", US_ASCII);
            output.endHead();
            output.flush();
        }
    }

    @Override
    public void interim(HttpResponse response) {
        // RFC 9110, 15.2: a client of HTTP/1.0 does not know them; 100 has been sent already
        if (!detached
                && !request.version().equals("HTTP/1.0")
                && response.status().code() != 100) {
            ForwardedResponse.write(output.beginHead(), request, response, BodyFraming.NONE, true);
            output.endHead();
            output.flush();
        }
    }

    @Override
    public void answeredBy(String backend) {
        // Told to the access log alone
    }

    @Override
    public void head(HttpResponse response) {
        begun = true;
        framing = ForwardedResponse.framing(request, response);
        keepAlive &= framing != BodyFraming.CLOSE && framing != BodyFraming.TUNNEL;
        owedBytes = framing == BodyFraming.LENGTH ? HttpUtil.getContentLength(response, 0L) : 0;
        ForwardedResponse.write(output.beginHead(), request, response, framing, keepAlive);
        output.endHead();
        if (framing == BodyFraming.TUNNEL) {
            connection.onTunnel();
        } else if (request.asksForTunnel()) {
            connection.onNoTunnel();
        }
    }

    @Override
    public void body(ByteBuf content) {
        if (detached) {
            content.release();
        } else {
            owedBytes -= framing == BodyFraming.LENGTH ? content.readableBytes() : 0;
            output.body(content, framing);
            if (framing == BodyFraming.TUNNEL) {
                connection.onTunnelled();
            }
        }
    }

    /** Where munging made a HEAD of another method or the reverse, the announced length is another request's. */
    @Override
    public boolean isWhole() {
        return owedBytes == 0;
    }

    @Override
    public void end(HttpHeaders trailers) {
        if (!isWhole()) {
            breakOff();
        } else if (!detached) {
            output.end(trailers, framing);
            ended = true;
            connection.onAnswered(keepAlive);
        }
    }

    @Override
    public void problem(int status, String detail) {
        if (!detached) {
            begun = true;
            if (request.asksForTunnel()) {
                connection.onNoTunnel();
            }
            ended = true;
            ProblemResponse.write(output.beginHead(), status, detail, requestId, isHead(), keepAlive);
            output.endHead();
            connection.onAnswered(keepAlive);
        }
    }

    @Override
    public void breakOff() {
        if (!detached) {
            ended = true;
            connection.abort(framing == BodyFraming.CLOSE);
        }
    }

    @Override
    public void abandoned() {
        // The connection knows it before
    }

    @Override
    public void flush() {
        output.flush();
    }

    @Override
    public boolean isWritable() {
        return detached || channel.isWritable();
    }

    @Override
    public void pauseRequest(boolean paused) {
        if (!detached) {
            connection.pauseRequest(paused);
        }
    }
}

package io.kagemusha.proxy.client;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.kagemusha.proxy.http.BodyFraming;
import io.kagemusha.proxy.http.ForwardedResponse;
import io.kagemusha.proxy.http.MessageWriter;
import io.kagemusha.proxy.http.ProblemResponse;
import io.kagemusha.proxy.http.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;

/** The answer to one request on an HTTP/1.x connection. Confined to the connection's event loop. */
final class Http1Reply extends WireReply {

    private final ClientConnection connection;
    private final MessageWriter output;
    private final String requestId;
    private boolean keepAlive;

    Http1Reply(ClientConnection connection, RequestHead request, String requestId, boolean keepAlive) {
        super(connection.channel(), request);
        this.connection = connection;
        this.output = connection.output();
        this.requestId = requestId;
        this.keepAlive = keepAlive;
    }

    /** The connection does not go on after it. */
    void closeAfterwards() {
        keepAlive = false;
    }

    /** Whether the end of the connection is that of the body. */
    boolean lastsUntilClose() {
        return framing() == BodyFraming.CLOSE;
    }

    /** Tells the client to send its body (RFC 9110, 10.1.1). */
    void continueNow() {
        if (!isBegun()) {
            output.beginHead().writeCharSequence("HTTP/1.1 100 Continue\r\n\r\n", US_ASCII);
            output.endHead();
            output.flush();
        }
    }

    @Override
    public void interim(HttpResponse response) {
        // RFC 9110, 15.2: a client of HTTP/1.0 does not know them; 100 has been sent already
        if (!isDetached()
                && !request().version().equals("HTTP/1.0")
                && response.status().code() != 100) {
            ForwardedResponse.write(output.beginHead(), request(), response, BodyFraming.NONE, true);
            output.endHead();
            output.flush();
        }
    }

    @Override
    public void head(HttpResponse response) {
        begin(response);
        BodyFraming framing = framing();
        keepAlive &= framing != BodyFraming.CLOSE && framing != BodyFraming.TUNNEL && !connection.isDraining();
        ForwardedResponse.write(output.beginHead(), request(), response, framing, keepAlive);
        output.endHead();
        if (framing == BodyFraming.TUNNEL) {
            connection.onTunnel();
        } else if (request().asksForTunnel()) {
            connection.onNoTunnel();
        }
    }

    @Override
    public void body(ByteBuf content) {
        if (isDetached()) {
            content.release();
        } else {
            deliver(content);
            output.body(content, framing());
        }
    }

    @Override
    void onAnswering() {
        connection.onAnswering();
    }

    @Override
    public void end(HttpHeaders trailers) {
        if (!isWhole()) {
            breakOff();
        } else if (!isDetached()) {
            output.end(trailers, framing());
            finish();
            connection.onAnswered(keepAlive);
        }
    }

    @Override
    public void problem(int status, String detail) {
        if (!isDetached()) {
            beginProblem();
            if (request().asksForTunnel()) {
                connection.onNoTunnel();
            }
            finish();
            keepAlive &= !connection.isDraining();
            ProblemResponse.write(output.beginHead(), status, detail, requestId, isHead(), keepAlive);
            output.endHead();
            connection.onAnswered(keepAlive);
        }
    }

    @Override
    public void breakOff() {
        if (!isDetached()) {
            finish();
            connection.abort();
        }
    }

    @Override
    public void flush() {
        output.flush();
    }

    @Override
    public void pauseRequest(boolean paused) {
        if (!isDetached()) {
            connection.pauseRequest(paused);
        }
    }
}

package io.kagemusha.proxy.client;

import io.kagemusha.common.configuration.MessageLimits;
import io.kagemusha.proxy.exchange.ClientExchange;
import io.kagemusha.proxy.http.Http2Fields;
import io.kagemusha.proxy.http.Http2Request;
import io.kagemusha.proxy.http.RequestHead;
import io.kagemusha.proxy.http.RequestRefusedException;
import io.kagemusha.proxy.http.RequestRules;
import io.kagemusha.proxy.http.StreamWriter;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stream of a client's connection: one exchange. What the exchange does not take of the request waits in the stream's
 * channel, which gives the client a window for no more than that. Confined to the connection's event loop.
 */
final class ClientStream {

    private static final Logger LOG = LoggerFactory.getLogger(ClientStream.class);

    private final Http2ClientConnection connection;
    private final Channel channel;
    private final StreamWriter output;
    private final MessageLimits limits;
    private final Patience patience;
    private final SlowReader reader;
    private @Nullable ClientExchange exchange;
    private @Nullable Http2Reply reply;
    /** Is done when the client's window has taken all of the answer; null as long as that is not written. */
    private @Nullable ChannelFuture answered;

    private boolean begun;
    private boolean requestEnded;
    private boolean requestPaused;
    private long bodyBytes;

    ClientStream(Http2ClientConnection connection, Channel channel) {
        this.connection = connection;
        this.channel = channel;
        this.output = new StreamWriter(channel);
        this.limits = connection.settings().limits().messages();
        this.patience = new Patience(channel.eventLoop(), connection.settings(), this::onPatienceOver);
        long idleNanos = connection.settings().idleTimeout().toNanos();
        this.reader = new SlowReader(channel, idleNanos, () -> reset(Http2Error.CANCEL));
    }

    void onMessage(Object message) {
        if (message instanceof Http2HeadersFrame frame) {
            requestEnded = frame.isEndStream();
            onHeaders(frame.headers());
        } else if (message instanceof Http2DataFrame frame) {
            requestEnded = frame.isEndStream();
            onBody(frame.content());
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    private void onHeaders(Http2Headers headers) {
        if (!begun) {
            begun = true;
            begin(headers);
        } else if (exchange != null) {
            endRequest(exchange, Http2Fields.regular(headers));
        }
    }

    private void begin(Http2Headers headers) {
        RequestHead head;
        try {
            head = Http2Request.check(headers, requestEnded, limits);
        } catch (RequestRefusedException e) {
            refuse(headers, e);
            return;
        }
        String requestId = connection.exchanges().newRequestId();
        var ownReply = new Http2Reply(this, head, requestId);
        reply = ownReply;
        ClientExchange own =
                connection.exchanges().begin(head, requestId, connection.client(), connection.scheme(), ownReply);
        exchange = own;
        if (requestEnded) {
            endRequest(own, EmptyHttpHeaders.INSTANCE);
            return;
        }
        if (head.headers().containsValue(HttpHeaderNames.EXPECT, HttpHeaderValues.CONTINUE, true)) {
            ownReply.continueNow();
        }
        patience.forBody();
    }

    private void onBody(ByteBuf content) {
        ClientExchange current = exchange;
        bodyBytes += content.readableBytes();
        if (current == null || limits.isTooLong(bodyBytes)) {
            content.release();
            if (current != null) {
                RequestRefusedException reason = RequestRules.tooLong(limits);
                giveUp(reason.status(), String.valueOf(reason.getMessage()));
            }
            return;
        }
        current.onRequestBody(content);
        if (requestEnded) {
            endRequest(current, EmptyHttpHeaders.INSTANCE);
        } else if (!requestPaused) {
            patience.forBody();
        }
    }

    private void endRequest(ClientExchange current, HttpHeaders trailers) {
        pauseRequest(false);
        patience.none();
        current.onRequestEnd(trailers);
    }

    void onReadComplete() {
        if (exchange != null && !exchange.isRequestComplete()) {
            exchange.flushRequest();
        }
    }

    void onWritabilityChanged() {
        reader.onWritabilityChanged();
        if (exchange != null) {
            exchange.onClientWritabilityChanged();
        }
    }

    /**
     * Stops or resumes reading the request; a client that is not read is not called slow. Reading goes on a moment later,
     * because it hands over at once what waits of the request, and whoever resumes it may hold parts that come before.
     */
    void pauseRequest(boolean paused) {
        if (requestPaused == paused) {
            return;
        }
        requestPaused = paused;
        if (paused) {
            patience.none();
            channel.config().setAutoRead(false);
        } else {
            if (!requestEnded) {
                patience.forBody();
            }
            channel.eventLoop().execute(() -> channel.config().setAutoRead(!requestPaused));
        }
    }

    /** A part of the answer has come; who is being answered may take its time for the rest of its request. */
    void onAnswering() {
        if (!requestEnded && !requestPaused) {
            patience.forBody();
        }
    }

    /** The answer is written; {@code taken} completes when the client's window has taken all of it. */
    void onAnswered(ChannelFuture taken) {
        connection.metrics().onAnswered();
        answered = taken;
        watch(taken);
    }

    private void watch(ChannelFuture taken) {
        if (!taken.isDone()) {
            reader.watch();
        }
    }

    /** The answer broke off. */
    void abort() {
        connection.metrics().onUnanswered();
        output.release();
        reset(Http2Error.INTERNAL_ERROR);
    }

    private void refuse(Http2Headers headers, RequestRefusedException reason) {
        String method = String.valueOf(headers.method());
        String target = String.valueOf(headers.path());
        connection.exchanges().refused(connection.client(), method, target, reason.status());
        boolean noBody = HttpMethod.HEAD.name().equals(method);
        ChannelFuture taken = output.problem(reason.status(), String.valueOf(reason.getMessage()), "", noBody);
        watch(taken);
        takeNoMore(taken);
    }

    /** The request cannot be completed after its head was accepted. */
    private void giveUp(int status, String detail) {
        if (exchange != null) {
            exchange.onRequestFailed(status, detail);
        }
        leave();
        if (answered == null) {
            output.release();
            reset(Http2Error.CANCEL);
        } else {
            takeNoMore(answered);
        }
    }

    /** Has the client send no more than it has, once it has taken its answer (RFC 9113, 8.1). */
    private void takeNoMore(ChannelFuture taken) {
        taken.addListener(done -> {
            if (!requestEnded) {
                reset(Http2Error.NO_ERROR);
            }
        });
    }

    private void reset(Http2Error error) {
        channel.writeAndFlush(new DefaultHttp2ResetFrame(error));
    }

    private void onPatienceOver() {
        giveUp(408, "The request did not come in time.");
    }

    /**
     * Something about the stream is wrong. What the client did wrong the codec resets the stream for; before that, a client
     * whose header section is too long hears so.
     */
    void onException(Throwable cause) {
        Http2Exception error = Http2CodecUtil.getEmbeddedHttp2Exception(cause);
        if (error == null) {
            LOG.atDebug()
                    .setCause(cause)
                    .addKeyValue("client", connection.client())
                    .log("client stream failed");
            reset(Http2Error.INTERNAL_ERROR);
        } else if (!begun) {
            boolean tooLong = error instanceof Http2Exception.HeaderListSizeException;
            var status = tooLong ? HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE : HttpResponseStatus.BAD_REQUEST;
            connection.exchanges().refused(connection.client(), "", "", status.code());
            if (tooLong) {
                channel.write(
                        new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().status(status.codeAsText()), true));
            }
        }
        begun = true;
        leave();
    }

    /** The client has given up the stream, or the connection is lost. */
    void onGone() {
        leave();
    }

    void onClosed() {
        patience.end();
        reader.cancel();
        output.release();
        leave();
        connection.onStreamClosed(this);
    }

    private void leave() {
        ClientExchange left = exchange;
        Http2Reply unfinished = reply;
        exchange = null;
        reply = null;
        patience.none();
        if (left != null && unfinished != null) {
            if (!unfinished.isEnded()) {
                unfinished.detach();
                connection.metrics().onUnanswered();
            }
            left.onClientGone();
        }
        // What waits of the request is thrown away only when it is read
        channel.config().setAutoRead(true);
    }

    StreamWriter output() {
        return output;
    }

    Channel channel() {
        return channel;
    }
}

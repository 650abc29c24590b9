package io.kagemusha.proxy.backend;

import io.kagemusha.common.exchange.Failure;
import io.kagemusha.common.exchange.FailureKind;
import io.kagemusha.proxy.http.Http2Fields;
import io.kagemusha.proxy.http.Http2ResponseRules;
import io.kagemusha.proxy.transport.IdleDeadline;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * One call's stream on an HTTP/2 connection (RFC 9113, 8.1). Confined to the connection's event loop.
 *
 * <p>A reset is told only when everything that came before it has been read, so that a response whose rest waits for the
 * client is not cut short by what its server said about the request.
 */
final class Http2BackendStream implements BackendStream {

    private final Http2BackendConnection connection;
    private final Http2StreamChannel channel;
    private final boolean reused;
    private final IdleDeadline silence;
    private @Nullable BackendCall call;
    private @Nullable ChannelFuture headWritten;
    private @Nullable ChannelFuture endWritten;
    private boolean answersHead;
    private boolean headSeen;
    private boolean contentless;
    private boolean refused;
    private @Nullable String reset;

    /** @param reused whether the connection was there before a call wanted one */
    Http2BackendStream(Http2BackendConnection connection, Http2StreamChannel channel, boolean reused) {
        this.connection = connection;
        this.channel = channel;
        this.reused = reused;
        this.silence = new IdleDeadline(channel.eventLoop(), this::onSilence);
        channel.pipeline().addLast("backend", new Http2StreamHandler(this));
    }

    @Override
    public void begin(BackendCall next, BackendRequest request) {
        call = next;
        answersHead = request.head().method().equals("HEAD");
        // HTTP/2 has no upgrades (RFC 9113, 8.6)
        boolean bodyless = !request.head().hasBody();
        headWritten = channel.write(new DefaultHttp2HeadersFrame(request.http2(connection.instance()), bodyless));
        endWritten = bodyless ? headWritten : null;
    }

    @Override
    public void write(ByteBuf content) {
        if (endWritten == null) {
            channel.write(new DefaultHttp2DataFrame(content));
        } else {
            content.release();
        }
    }

    @Override
    public void end(HttpHeaders trailers) {
        if (endWritten == null) {
            endWritten = channel.write(
                    trailers.isEmpty()
                            ? new DefaultHttp2DataFrame(true)
                            : new DefaultHttp2HeadersFrame(Http2Fields.trailers(trailers), true));
        }
    }

    @Override
    public void flush() {
        channel.flush();
    }

    @Override
    public boolean isWritable() {
        return channel.isWritable();
    }

    @Override
    public long unsentBytes() {
        return channel.bytesBeforeWritable();
    }

    @Override
    public void expectWithin(long nanos) {
        if (channel.config().isAutoRead()) {
            silence.arm(nanos);
        }
    }

    @Override
    public void pause(boolean paused) {
        channel.config().setAutoRead(!paused);
        rearm();
    }

    @Override
    public boolean isReused() {
        return reused && (refused || reset == null);
    }

    void onMessage(Object message) {
        BackendCall current = call;
        if (current != null && message instanceof Http2HeadersFrame fields) {
            rearm();
            onFields(current, fields);
        } else if (current != null && message instanceof Http2DataFrame data) {
            rearm();
            onData(current, data);
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    private void onFields(BackendCall current, Http2HeadersFrame frame) {
        if (headSeen) {
            onTrailers(current, frame);
            return;
        }
        String fault = Http2ResponseRules.fault(frame.headers());
        if (fault != null) {
            fail(fault);
            return;
        }
        HttpResponse response = Http2ResponseRules.http1(frame.headers());
        int status = response.status().code();
        connection.onAlive();
        if (status >= 200) {
            headSeen = true;
            contentless = answersHead || status == 204 || status == 304;
            current.onHead(response);
            endIf(frame.isEndStream(), current, EmptyHttpHeaders.INSTANCE);
        } else if (frame.isEndStream()) {
            fail("status " + status + ": ends the stream");
        } else {
            current.onInterim(response);
        }
    }

    private void onTrailers(BackendCall current, Http2HeadersFrame frame) {
        String fault = Http2Fields.trailersFault(frame.headers());
        if (fault != null || !frame.isEndStream()) {
            fail(fault == null ? "trailers: do not end the stream" : fault);
        } else {
            current.onEnd(Http2Fields.regular(frame.headers()));
        }
    }

    private void onData(BackendCall current, Http2DataFrame data) {
        boolean end = data.isEndStream();
        if (!headSeen || (contentless && data.content().isReadable())) {
            data.release();
            fail(headSeen ? "content in a response that has none" : "content before a response");
        } else {
            current.onBody(data.content());
            endIf(end, current, EmptyHttpHeaders.INSTANCE);
        }
    }

    private void endIf(boolean end, BackendCall current, HttpHeaders trailers) {
        if (end && call == current) {
            current.onEnd(trailers);
        }
    }

    void onReadComplete() {
        if (call != null) {
            call.onReadComplete();
        }
    }

    void onWritabilityChanged() {
        if (call != null) {
            rearm();
            call.onWritabilityChanged();
        }
    }

    /** What the server says about the stream, ahead of what it sent there. */
    void onEvent(Object event) {
        if (event instanceof Http2ResetFrame frame) {
            refused = frame.errorCode() == Http2Error.REFUSED_STREAM.code();
            reset = "the stream was reset (" + Http2BackendConnection.name(frame.errorCode()) + ")";
        } else if (event instanceof Http2GoAwayFrame) {
            // RFC 9113, 6.8: the streams that it does not count among its own were not looked at
            refused = true;
        }
        ReferenceCountUtil.release(event);
    }

    void onException(Throwable cause) {
        BackendCall current = call;
        if (current != null && cause instanceof Http2Exception) {
            // Who found it resets the stream
            leave();
            current.onFailed(protocolError(cause.getMessage()));
        } else {
            reset = String.valueOf(cause.getMessage());
            channel.close();
        }
    }

    void onClosed() {
        BackendCall current = call;
        if (current == null) {
            return;
        }
        leave();
        // Lets go of what was not read
        channel.close();
        String reason = reset == null ? connection.lost() : reset;
        if (refused || isUnsent()) {
            current.onRefused(reason);
        } else if (connection.fault() != null) {
            current.onFailed(protocolError(reason));
        } else {
            current.onConnectionLost(reason);
        }
    }

    /** Whether the codec did not let the head go, for what it knows about the connection. */
    private boolean isUnsent() {
        return headWritten != null && headWritten.cause() instanceof Http2Exception;
    }

    @Override
    public void finish(boolean requestSent) {
        leave();
        if (!requestSent || endWritten == null || !endWritten.isDone()) {
            reset(Http2Error.CANCEL);
        }
        channel.close();
    }

    @Override
    public void close() {
        leave();
        channel.close();
    }

    private void fail(String fault) {
        BackendCall current = call;
        leave();
        reset(Http2Error.PROTOCOL_ERROR);
        channel.close();
        if (current != null) {
            current.onFailed(protocolError(fault));
        }
    }

    private Failure protocolError(@Nullable String fault) {
        return new Failure(FailureKind.PROTOCOL_ERROR, connection.instance() + ": " + fault);
    }

    private void reset(Http2Error error) {
        channel.writeAndFlush(new DefaultHttp2ResetFrame(error));
    }

    private void leave() {
        call = null;
        silence.cancel();
        connection.forget(this);
    }

    private void onSilence() {
        BackendCall current = call;
        if (current != null) {
            connection.onSilence(current.timeoutNanos());
            Failure failure = current.silenceFailure();
            close();
            current.onFailed(failure);
        }
    }

    private void rearm() {
        if (call != null && call.isOwed() && channel.config().isAutoRead()) {
            silence.arm(call.silenceNanos());
        } else {
            silence.disarm();
        }
    }
}

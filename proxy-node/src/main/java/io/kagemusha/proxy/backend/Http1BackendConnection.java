package io.kagemusha.proxy.backend;

import io.kagemusha.common.exchange.Failure;
import io.kagemusha.common.exchange.FailureKind;
import io.kagemusha.proxy.http.Http1Codec;
import io.kagemusha.proxy.http.MessageWriter;
import io.kagemusha.proxy.http.RequestHead;
import io.kagemusha.proxy.http.ResponseRules;
import io.kagemusha.proxy.http.Upgrades;
import io.kagemusha.proxy.transport.IdleDeadline;
import io.kagemusha.proxy.transport.OutputEnd;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * One connection to one instance, with at most one call on it at a time. Confined to its event loop.
 *
 * <p>It is used again only when both the request and the response ended as HTTP says and neither side asked for the end of
 * the connection. A backend that takes no more of the request may have answered it before that, so what it has said is read
 * first.
 */
final class Http1BackendConnection implements BackendStream {

    private static final String CLOSED_EARLY = "the connection was closed before it took all of the request";

    private final Http1Connections pool;
    private final Channel channel;
    private final MessageWriter output;
    private final IdleDeadline silence;
    private final long openedAt = System.nanoTime();
    private @Nullable BackendCall call;
    private @Nullable RequestHead asked;
    private boolean tunnel;
    private boolean outputEnded;
    private boolean interim;
    private boolean heard;
    private boolean selfDelimiting;
    private boolean reusable;
    private boolean finished;
    private boolean pooled;
    private int calls;
    private long idleSince;

    /** Speaks HTTP/1.1 on a channel that is ready for it. */
    Http1BackendConnection(Channel channel, Http1Connections pool) {
        this.pool = pool;
        this.channel = channel;
        this.output = new MessageWriter(channel);
        this.silence = new IdleDeadline(channel.eventLoop(), this::onSilence);
        // Netty would close it at the first write that fails, with an answer unread in the socket
        channel.config().setAutoClose(false);
        channel.pipeline().addLast("decoder", Http1Codec.responseDecoder(this::answersHead));
        channel.pipeline().addLast("backend", new Http1BackendHandler(this));
        pool.add(this, channel);
    }

    @Override
    public void begin(BackendCall next, BackendRequest request) {
        call = next;
        asked = request.head();
        pooled = false;
        reusable = false;
        calls++;
        request.write(output.beginHead(), pool.instance());
        output.endHead();
    }

    @Override
    public boolean isReused() {
        return calls > 1;
    }

    long openedAt() {
        return openedAt;
    }

    long idleSince() {
        return idleSince;
    }

    private boolean answersHead() {
        return asked != null && asked.method().equals("HEAD");
    }

    boolean isOpen() {
        return channel.isActive() && !outputEnded;
    }

    @Override
    public void write(ByteBuf content) {
        if (outputEnded) {
            content.release();
        } else {
            output.body(content, asked().framing());
        }
    }

    @Override
    public void end(HttpHeaders trailers) {
        if (tunnel) {
            output.flush();
            outputEnded = true;
            OutputEnd.shutdown(channel);
        } else if (!outputEnded) {
            output.end(trailers, asked().framing());
        }
    }

    @Override
    public void flush() {
        output.flush();
    }

    @Override
    public boolean isWritable() {
        return outputEnded || channel.isWritable();
    }

    @Override
    public long unsentBytes() {
        return outputEnded ? 0 : channel.bytesBeforeWritable();
    }

    @Override
    public void expectWithin(long nanos) {
        if (!tunnel && channel.config().isAutoRead()) {
            silence.arm(nanos);
        }
    }

    @Override
    public void pause(boolean paused) {
        channel.config().setAutoRead(!paused);
        rearm();
    }

    void onMessage(Object message) {
        BackendCall current = call;
        if (tunnel && current != null && message instanceof ByteBuf bytes) {
            current.onBody(bytes);
            return;
        }
        if (current == null || !(message instanceof HttpObject object)) {
            // RFC 9112, 9.2: nothing was asked, so nothing that comes can be trusted
            ReferenceCountUtil.release(message);
            close();
            return;
        }
        heard = true;
        if (object.decoderResult().isFailure()) {
            ReferenceCountUtil.release(message);
            String cause = String.valueOf(object.decoderResult().cause().getMessage());
            fail(new Failure(FailureKind.PROTOCOL_ERROR, cause));
            return;
        }
        if (object instanceof HttpResponse response) {
            String fault = ResponseRules.fault(response);
            if (fault != null) {
                ReferenceCountUtil.release(message);
                fail(new Failure(FailureKind.PROTOCOL_ERROR, fault));
                return;
            }
            pool.onAlive();
            onHead(current, response);
        }
        if (object instanceof HttpContent content) {
            current.onBody(content.content());
            if (content instanceof LastHttpContent last && !interim) {
                onEnd(current, last);
            }
        }
    }

    private void onHead(BackendCall current, HttpResponse response) {
        interim = response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        if (response.status().code() == 101 && Upgrades.isGranted(asked(), response)) {
            tunnel = true;
            silence.disarm();
            current.onHead(response);
        } else if (interim) {
            current.onInterim(response);
        } else {
            selfDelimiting = isSelfDelimiting(response);
            reusable = HttpUtil.isKeepAlive(response) && selfDelimiting;
            current.onHead(response);
        }
    }

    /** The write that failed may have learnt of a reset that reading then takes for an end in order. */
    private void onEnd(BackendCall current, LastHttpContent last) {
        if (outputEnded && !selfDelimiting) {
            onClosed(CLOSED_EARLY);
        } else {
            current.onEnd(last.trailingHeaders());
        }
    }

    private boolean isSelfDelimiting(HttpResponse response) {
        int status = response.status().code();
        return HttpUtil.isTransferEncodingChunked(response)
                || HttpUtil.isContentLengthSet(response)
                || status == 204
                || status == 304
                || answersHead();
    }

    void onReadComplete() {
        BackendCall current = call;
        boolean anything = heard;
        heard = false;
        if (current != null) {
            // Once for all that was read together; bytes that made no message yet are still silence
            if (anything) {
                rearm();
            }
            current.onReadComplete();
        } else if (finished) {
            finished = false;
            pooled = true;
            idleSince = System.nanoTime();
            pool.putBack(this);
        }
    }

    void onWritabilityChanged() {
        if (call != null) {
            rearm();
            call.onWritabilityChanged();
        }
    }

    /** The backend takes no more. What else is written for the call is thrown away until that ends. */
    void onOutputEnded() {
        BackendCall current = call;
        if (outputEnded) {
            return;
        }
        outputEnded = true;
        output.release();
        if (tunnel || current == null) {
            onClosed(CLOSED_EARLY);
        } else {
            rearm();
            current.onWritabilityChanged();
        }
    }

    /** The backend has ended the connection in order, which is how a tunnel ends. */
    void onEnded() {
        if (tunnel && call != null) {
            call.onEnd(EmptyHttpHeaders.INSTANCE);
        } else {
            onClosed(outputEnded ? CLOSED_EARLY : "the connection was closed");
        }
    }

    void onClosed(String reason) {
        BackendCall current = call;
        close();
        if (current != null) {
            current.onConnectionLost(reason);
        }
    }

    /** Nobody else is given the connection before all that was read with the end of the response is seen to be nothing. */
    @Override
    public void finish(boolean requestSent) {
        call = null;
        silence.disarm();
        if (reusable && requestSent && isOpen()) {
            channel.config().setAutoRead(true);
            finished = true;
        } else {
            close();
        }
    }

    @Override
    public void close() {
        call = null;
        finished = false;
        if (pooled) {
            pooled = false;
            pool.forget(this);
        }
        silence.cancel();
        channel.close();
        output.release();
    }

    private void fail(Failure failure) {
        BackendCall current = call;
        close();
        if (current != null) {
            current.onFailed(failure);
        }
    }

    private void onSilence() {
        if (call != null) {
            fail(call.silenceFailure());
        }
    }

    private void rearm() {
        if (call != null
                && !tunnel
                && (outputEnded || call.isOwed())
                && channel.config().isAutoRead()) {
            silence.arm(call.silenceNanos());
        } else {
            silence.disarm();
        }
    }

    private RequestHead asked() {
        if (asked == null) {
            throw new IllegalStateException("nothing was asked");
        }
        return asked;
    }
}

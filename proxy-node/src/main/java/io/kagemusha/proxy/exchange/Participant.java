package io.kagemusha.proxy.exchange;

import io.kagemusha.common.exchange.Failure;
import io.kagemusha.common.exchange.FailureKind;
import io.kagemusha.common.exchange.SentRequest;
import io.kagemusha.common.exchange.Timings;
import io.kagemusha.proxy.backend.Backend;
import io.kagemusha.proxy.backend.BackendCall;
import io.kagemusha.proxy.backend.CallListener;
import io.kagemusha.proxy.capture.ResponseCapture;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * One selected backend's part in an exchange: what it is sent, what it did, and the record of that. Confined to the event
 * loop of the exchange.
 */
final class Participant implements CallListener {

    private final Exchange exchange;
    private final Backend backend;
    private final boolean contender;
    private final @Nullable ResponseCapture capture;
    private @Nullable SentRequest sent;
    private @Nullable BackendCall call;
    private @Nullable Failure failure;
    private boolean finished;
    private boolean published;

    /**
     * Creates the part of one backend.
     *
     * @param contender whether its response may become the client's; else it is a shadow
     */
    Participant(Exchange exchange, Backend backend, boolean contender, @Nullable ResponseCapture capture) {
        this.exchange = exchange;
        this.backend = backend;
        this.contender = contender;
        this.capture = capture;
    }

    /** Begins the call; {@code munged} is what it is sent where that is not the client's own request. */
    void start(BackendCall begun, @Nullable SentRequest munged) {
        call = begun;
        sent = munged;
        begun.start();
    }

    /** It is not sent the request at all. */
    void shed(String reason) {
        onFailure(new Failure(FailureKind.SHED, reason));
    }

    Backend backend() {
        return backend;
    }

    boolean isContender() {
        return contender;
    }

    boolean isFinished() {
        return finished;
    }

    @Nullable
    Failure failure() {
        return failure;
    }

    /** Sends its own reference to a part of the request's body. */
    void send(ByteBuf content) {
        if (call != null && !finished) {
            call.write(content.retainedSlice());
        }
    }

    void endRequest(HttpHeaders trailers) {
        if (call != null && !finished) {
            call.end(trailers);
        }
    }

    void flush() {
        if (call != null) {
            call.flush();
        }
    }

    /** Whether it keeps up with the client's upload. A shadow is never waited for. */
    boolean keepsUp() {
        return !contender || finished || call == null || call.isWritable();
    }

    /** Another one answers. */
    void demote() {
        if (call != null) {
            call.demote();
        }
    }

    void pauseResponse(boolean paused) {
        if (call != null) {
            call.pause(paused);
        }
    }

    /** The client went away before its request was complete. */
    void abort() {
        if (!finished) {
            if (call != null) {
                call.cancel();
            }
            onFailure(new Failure(FailureKind.ABORTED_BY_CLIENT, ""));
        }
    }

    /** Makes the record, once it is finished and it is known whether the client was given its response. */
    void publish(boolean reply) {
        if (finished && !published) {
            published = true;
            if (capture != null) {
                Timings timings = call == null ? Timings.NONE : call.timings();
                capture.publish(reply, failure, timings, sent);
            }
        }
    }

    @Override
    public void onInterim(HttpResponse response) {
        exchange.onInterim(this, response);
    }

    @Override
    public void onHead(HttpResponse response) {
        if (capture != null) {
            capture.head(response);
        }
        exchange.onResponseHead(this, response);
    }

    @Override
    public void onBody(ByteBuf content) {
        if (capture != null) {
            capture.body(content);
        }
        exchange.onResponseBody(this, content);
    }

    @Override
    public void onEnd(HttpHeaders trailers) {
        if (capture != null) {
            capture.trailers(trailers);
        }
        finished = true;
        exchange.onResponseEnd(this, trailers);
    }

    @Override
    public void onFailure(Failure cause) {
        failure = cause;
        finished = true;
        exchange.onFailure(this, cause);
    }

    @Override
    public void onReadComplete() {
        exchange.onResponseReadComplete(this);
    }

    @Override
    public void onWritabilityChanged() {
        exchange.onBackendWritabilityChanged();
    }
}

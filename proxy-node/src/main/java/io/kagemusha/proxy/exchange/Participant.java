package io.kagemusha.proxy.exchange;

import io.kagemusha.common.exchange.Failure;
import io.kagemusha.common.exchange.FailureKind;
import io.kagemusha.common.exchange.SentRequest;
import io.kagemusha.proxy.backend.Backend;
import io.kagemusha.proxy.backend.BackendCall;
import io.kagemusha.proxy.backend.BackendRequest;
import io.kagemusha.proxy.backend.CallListener;
import io.kagemusha.proxy.backend.ReplayBuffer;
import io.kagemusha.proxy.capture.ResponseCapture;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import java.util.Locale;
import java.util.function.Function;
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
    private final BackendCall call;
    private boolean candidate;
    private @Nullable HeldAnswer held;
    private @Nullable Preparation preparation;
    private @Nullable SentRequest sent;
    private @Nullable Failure failure;
    private int status;
    private boolean finished;
    private boolean published;

    /**
     * Creates the part of one backend.
     *
     * @param contender whether its response may become the client's; else it is a shadow
     * @param call makes the call, which tells the participant what happens
     */
    Participant(
            Exchange exchange,
            Backend backend,
            boolean contender,
            @Nullable ResponseCapture capture,
            Function<CallListener, BackendCall> call) {
        this.exchange = exchange;
        this.backend = backend;
        this.contender = contender;
        this.candidate = contender;
        this.capture = capture;
        this.call = call.apply(this);
    }

    /** Waits with the call until its copy of the request is ready. */
    void prepare(Preparation begun) {
        preparation = begun;
        begun.begin();
    }

    /** Begins the call with the client's body; {@code munged} is what it is sent where that is not the client's request. */
    void start(BackendRequest request, @Nullable SentRequest munged) {
        preparation = null;
        sent = munged;
        call.start(request);
    }

    /** Begins the call with a body of its own, where that is not null. */
    void start(BackendRequest request, byte @Nullable [] body, @Nullable SentRequest munged) {
        if (body != null) {
            call.replaceBody(body);
        }
        if (!finished) {
            start(request, munged);
        }
    }

    BackendCall call() {
        return call;
    }

    /** It is not sent the request at all. */
    void shed(String reason) {
        call.shed(reason);
    }

    Backend backend() {
        return backend;
    }

    /** Whether it was asked for the answer; else it is a shadow. */
    boolean isContender() {
        return contender;
    }

    /** Whether its response may still become the client's. */
    boolean isCandidate() {
        return candidate;
    }

    /** Whether it may have acted upon the request. */
    boolean hasReachedBackend() {
        return call.hasReachedBackend();
    }

    boolean isFinished() {
        return finished;
    }

    @Nullable
    Failure failure() {
        return failure;
    }

    /** Sends everything that has come of the request, of which {@code replay} has the body where there is one. */
    void catchUp(@Nullable ReplayBuffer replay, boolean requestComplete) {
        if (!finished) {
            if (replay != null) {
                replay.replayTo(call);
            } else if (requestComplete) {
                call.end(EmptyHttpHeaders.INSTANCE);
            }
            call.flush();
            onMoreOfRequest();
        }
    }

    private void onMoreOfRequest() {
        if (preparation != null) {
            preparation.onBody();
        }
    }

    /** Sends its own reference to a part of the request's body. */
    void send(ByteBuf content) {
        if (!finished) {
            call.write(content.retainedSlice());
            onMoreOfRequest();
        }
    }

    void endRequest(HttpHeaders trailers) {
        if (!finished) {
            call.end(trailers);
            onMoreOfRequest();
        }
    }

    void flush() {
        call.flush();
    }

    /** Whether it keeps up with the client's upload. A shadow is never waited for. */
    boolean keepsUp() {
        return !candidate || finished || call.isWritable();
    }

    /** Keeps its answer until it is known that it will not break off at once. */
    void hold(HeldAnswer answer) {
        held = answer;
    }

    @Nullable
    HeldAnswer held() {
        return held;
    }

    /** It does not answer: another one does, or it has nothing usable. */
    void standDown() {
        candidate = false;
        if (held != null) {
            held.release();
            held = null;
        }
    }

    /** It goes on as a shadow, which can be its end. */
    void demote() {
        standDown();
        call.demote();
    }

    void pauseResponse(boolean paused) {
        call.pause(paused);
    }

    /** The client went away after its request was complete: it may answer for the record, but not for ever. */
    void leaveBehind() {
        call.leaveBehind();
    }

    /** The client's answer is over, which took that long: it may answer for the record, but not for ever. */
    void outlast(long answerNanos) {
        call.outlast(answerNanos);
    }

    /** The client went away before its request was complete. */
    void abort() {
        if (!finished) {
            call.cancel();
            onFailure(new Failure(FailureKind.ABORTED_BY_CLIENT, ""));
        }
    }

    /** Makes the record, once it is finished and it is known whether the client was given its response. */
    void publish(boolean reply) {
        if (finished && !published) {
            published = true;
            if (capture != null) {
                capture.publish(reply, failure, call.timings(), sent);
            }
        }
    }

    /** What it did and how long that took, for a person. */
    String describe() {
        String result = failure == null ? "answered " + status : "failed: " + failure;
        long micros = call.timings().waitedMicros() + call.timings().elapsedMicros();
        return result
                + (contender ? "" : " as a shadow")
                + String.format(Locale.ROOT, " within %.3f ms", micros / 1000.0);
    }

    @Override
    public void onInterim(HttpResponse response) {
        exchange.onInterim(this, response);
    }

    @Override
    public void onHead(HttpResponse response) {
        status = response.status().code();
        if (capture != null) {
            capture.head(response);
        }
        exchange.onResponseHead(this, response);
    }

    @Override
    public void onBody(ByteBuf content) {
        if (capture != null && status != 101) {
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

package io.kagemusha.proxy.backend;

import io.kagemusha.common.exchange.Failure;
import io.kagemusha.common.exchange.FailureKind;
import io.kagemusha.common.exchange.Timings;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request at one backend, from the wish to send it to the end of the response. Confined to the event loop of its
 * exchange. Tells its {@link CallListener} about exactly one end: {@code onEnd}, {@code onFailure}, or none after
 * {@link #cancel}.
 *
 * <pre>
 * NEW ──► WAITING ──► CONNECTING ──► OPEN ──► DONE
 *          (shadows only,   ▲  │▲       │
 *           no free slot)   └──┘└───────┘
 * </pre>
 *
 * An instance that cannot be connected to gives way to the next. A connection that is lost before the response begins
 * gives way too, to a fresh one if it was a reused one that may have been dead for long, else to the next instance; but
 * only where the request may be sent twice (RFC 9110, 9.2.2) and its body is still there.
 */
public final class BackendCall implements ShadowReads.Reader {

    private enum Phase {
        NEW,
        WAITING,
        CONNECTING,
        OPEN,
        DONE
    }

    private final ConnectionPools pools;
    private final Backend backend;
    private final boolean shadow;
    private final CallListener listener;
    private final CallClock clock;
    private final Attempts attempts;
    private final RequestBody body;
    private final ResponseProgress response;
    private @Nullable ShadowTurn turn;
    private @Nullable BackendRequest request;
    private Phase phase = Phase.NEW;
    private @Nullable BackendStream stream;
    private boolean starting;
    private boolean reached;
    private boolean requestSent;
    private boolean expendable;

    /**
     * Prepares the call; {@link #start} begins it. Parts of the body may come before that.
     *
     * @param replay where the request's body can be had once more; null where it has none, or nobody keeps it
     */
    public BackendCall(
            ConnectionPools pools,
            Backend backend,
            boolean shadow,
            long exchangeStartNanos,
            @Nullable ReplayBuffer replay,
            CallListener listener) {
        this.pools = pools;
        this.backend = backend;
        this.shadow = shadow;
        this.listener = listener;
        this.expendable = shadow;
        this.clock = new CallClock(exchangeStartNanos);
        this.attempts = new Attempts(pools, backend);
        this.body = new RequestBody(backend, shadow, replay);
        this.response = new ResponseProgress(backend.settings().limits().sizes().responseLimit(), System::nanoTime);
        this.turn = shadow ? newTurn() : null;
    }

    /** What has come of the request's body; of use before {@link #start}. */
    public RequestBody body() {
        return body;
    }

    /** Puts another body in the place of one that is complete. */
    public void replaceBody(byte[] bytes) {
        body.replaceBy(bytes).replayTo(this);
    }

    /**
     * Looks for a connection and sends the head as soon as there is one. Where there is one at once, the caller flushes what
     * more of the request it has together with the head.
     */
    public void start(BackendRequest sent) {
        request = sent;
        starting = true;
        phase = Phase.WAITING;
        if (shadow && turn != null) {
            turn.take();
        } else {
            open();
        }
        starting = false;
    }

    private void open() {
        if (!goOn()) {
            if (shadow) {
                shed(ShedReason.NODE_STOPPING);
            } else {
                onFailed(new Failure(FailureKind.CONNECT_REFUSED, "the node is stopping"));
            }
        }
    }

    /** Takes a connection to the next instance; false when there is none. */
    private boolean goOn() {
        phase = Phase.CONNECTING;
        return attempts.connectToNext(this);
    }

    @Override
    public boolean isDone() {
        return phase == Phase.DONE;
    }

    void onConnected(BackendStream opened) {
        if (phase == Phase.DONE) {
            opened.close();
            return;
        }
        phase = Phase.OPEN;
        stream = opened;
        reached = true;
        clock.onConnected();
        List<ByteBuf> waiting = body.takePending();
        opened.begin(this, request());
        waiting.forEach(content -> writeOn(opened, content));
        if (stream == opened && body.isComplete()) {
            sendEnd(opened);
        } else if (stream == opened && request().head().asksForTunnel()) {
            // What follows is sent only when it is answered
            requestSent = true;
            opened.expectWithin(timeoutNanos());
        }
        if (!starting) {
            opened.flush();
        }
        listener.onWritabilityChanged();
    }

    /** A write can find the connection lost, and then the body is with the next attempt already. */
    private void writeOn(BackendStream opened, ByteBuf content) {
        if (stream == opened) {
            opened.write(content);
        } else {
            content.release();
        }
    }

    /** Sends a part of the body; takes ownership of it. */
    public void write(ByteBuf content) {
        BackendStream open = stream;
        if (phase == Phase.DONE || !content.isReadable()) {
            content.release();
        } else if (open == null) {
            if (!body.keep(content, expendable)) {
                shed(ShedReason.BODY_BUFFER_FULL);
            }
        } else {
            open.write(content);
            if (expendable && body.isTooMuch(open.unsentBytes())) {
                shed(ShedReason.READS_TOO_SLOWLY);
            }
        }
    }

    /**
     * Its response is nobody's answer any more: from now on it has a place as a shadow has, and is shed where there is none,
     * or when it does not keep up.
     */
    public void demote() {
        expendable = true;
        if (turn == null && phase != Phase.DONE) {
            turn = newTurn();
            turn.takeAtOnce();
        }
    }

    private ShadowTurn newTurn() {
        return new ShadowTurn(backend.gate(), backend.breaker(), pools.loop(), this::open, this::shed);
    }

    /** Its client has gone: its response is bounded in bytes and, by the backend's timeout, in time. */
    public void leaveBehind() {
        expendable = true;
        response.endWithin(timeoutNanos(), ResponseProgress.Since.CLIENT_GONE);
    }

    /** Its client's answer is over, which took that long: its response is bounded too, but may take as long as that did. */
    public void outlast(long answerNanos) {
        expendable = true;
        response.endWithin(Math.max(timeoutNanos(), answerNanos), ResponseProgress.Since.ANSWER_OVER);
    }

    /** Ends the request. */
    public void end(HttpHeaders trailers) {
        body.end(trailers);
        if (stream != null) {
            sendEnd(stream);
        }
    }

    private void sendEnd(BackendStream open) {
        requestSent = true;
        open.end(body.trailers());
        open.expectWithin(timeoutNanos());
    }

    public void flush() {
        if (stream != null) {
            stream.flush();
        }
    }

    /** Whether more of the body may be sent without growing a buffer. */
    public boolean isWritable() {
        return stream == null ? phase == Phase.DONE || body.hasRoom() : stream.isWritable();
    }

    /** Stops or resumes reading the response. */
    @Override
    public void pause(boolean paused) {
        if (stream != null) {
            stream.pause(paused);
        }
    }

    /** Gives up without a word to the listener. */
    public void cancel() {
        BackendStream open = stream;
        done();
        if (open != null) {
            open.close();
        }
    }

    /** Whether a backend may have seen something of the request, and acted on it. */
    public boolean hasReachedBackend() {
        return reached;
    }

    /** How long things took, up to now or to the end. */
    public Timings timings() {
        return clock.timings();
    }

    void onInterim(HttpResponse interim) {
        Failure fault = response.onInterim(interim.status());
        if (fault == null) {
            listener.onInterim(interim);
        } else {
            fail(fault);
        }
    }

    void onHead(HttpResponse head) {
        clock.onHead();
        response.onHead(head.status());
        body.letReplayGo();
        if (turn != null && isCountedServerError()) {
            turn.onFailure();
        } else if (turn != null) {
            turn.onHead();
        }
        listener.onHead(head);
    }

    private boolean isCountedServerError() {
        return response.isServerError() && backend.settings().limits().breaker().serverErrors();
    }

    void onBody(ByteBuf content) {
        if (phase == Phase.DONE) {
            content.release();
            return;
        }
        Failure fault = response.onBody(content.readableBytes(), expendable);
        if (fault != null) {
            content.release();
            fail(fault);
            return;
        }
        if (response.isLong()) {
            tellShadowReads(content.readableBytes());
        }
        if (content.isReadable()) {
            listener.onBody(content);
        } else {
            content.release();
        }
    }

    private void tellShadowReads(int bytes) {
        if (expendable) {
            pools.shadowReads().onRead(this, bytes);
        } else {
            pools.shadowReads().onReadForClient(bytes);
        }
    }

    void onEnd(HttpHeaders trailers) {
        BackendStream open = stream;
        if (phase != Phase.DONE && open != null) {
            if (turn != null) {
                turn.onSuccess();
            }
            done();
            open.finish(requestSent);
            listener.onEnd(trailers);
        }
    }

    void onReadComplete() {
        listener.onReadComplete();
    }

    void onWritabilityChanged() {
        listener.onWritabilityChanged();
    }

    void onConnectFailed(Failure failure) {
        if (phase != Phase.DONE && !goOn()) {
            onFailed(failure);
        }
    }

    void onConnectionLost(String reason) {
        onLost(reason, request().head().idempotent());
    }

    /** The backend has done nothing with the request, which is as good as not having been sent it. */
    void onRefused(String reason) {
        reached = false;
        onLost(reason, true);
    }

    private void onLost(String reason, boolean repeatable) {
        boolean stale = stream != null && stream.isReused();
        Instance instance = attempts.current();
        stream = null;
        if (!repeatable || !mayBeSentAgain() || !sendAgain(stale)) {
            FailureKind kind = clock.isHeadSeen() ? FailureKind.TRUNCATED : FailureKind.RESET;
            onFailed(new Failure(kind, instance + ": " + reason));
        }
    }

    private boolean mayBeSentAgain() {
        boolean bodyThere = !request().head().hasBody() || body.isRepeatable();
        return phase == Phase.OPEN && !response.hasBegun() && bodyThere;
    }

    /** Sends everything from the beginning: to the same instance on a fresh connection, or to the next one. */
    private boolean sendAgain(boolean sameInstance) {
        requestSent = false;
        phase = Phase.CONNECTING;
        body.repeatTo(this);
        if (phase == Phase.DONE) {
            // A shadow had no room for the body any more, and has been shed
            return true;
        }
        return sameInstance ? attempts.connectAgain(this) : goOn();
    }

    void onFailed(Failure failure) {
        if (phase != Phase.DONE) {
            if (turn != null && failure.kind() != FailureKind.SHED && failure.kind() != FailureKind.ABORTED_BY_CLIENT) {
                turn.onFailure();
            }
            done();
            listener.onFailure(failure);
        }
    }

    /** Gives up, to protect something. */
    public void shed(String reason) {
        fail(new Failure(FailureKind.SHED, reason));
    }

    private void fail(Failure failure) {
        BackendStream open = stream;
        onFailed(failure);
        if (open != null) {
            open.close();
        }
    }

    private void done() {
        phase = Phase.DONE;
        clock.onEnd();
        stream = null;
        body.release();
        if (turn != null) {
            turn.end();
        }
    }

    Failure silenceFailure() {
        Failure overdue = response.overdue();
        if (overdue != null) {
            return overdue;
        }
        return new Failure(
                FailureKind.RESPONSE_TIMEOUT,
                attempts.current() + (requestSent ? ": silent for " : ": took nothing of the request for ")
                        + backend.settings().timeout().toMillis() + " ms");
    }

    long timeoutNanos() {
        return backend.settings().timeout().toNanos();
    }

    /** How long the backend may be silent from now on. */
    long silenceNanos() {
        return response.leftOf(timeoutNanos());
    }

    /** Whether the backend owes something: its response, or to take what of the request does not fit any more. */
    boolean isOwed() {
        return requestSent || (!expendable && stream != null && !stream.isWritable());
    }

    private BackendRequest request() {
        if (request == null) {
            throw new IllegalStateException("not started");
        }
        return request;
    }
}

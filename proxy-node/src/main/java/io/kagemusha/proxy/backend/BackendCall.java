package io.kagemusha.proxy.backend;

import io.kagemusha.common.exchange.Failure;
import io.kagemusha.common.exchange.FailureKind;
import io.kagemusha.common.exchange.Timings;
import io.kagemusha.proxy.http.BodyFraming;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
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
public final class BackendCall {

    /** Interim responses cost the client's memory and the call's time without bringing an answer nearer. */
    private static final int MAX_INTERIM = 100;

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
    private final long maxShadowBuffer;
    private final PendingBody pending;
    private final @Nullable ShadowTurn turn;
    private @Nullable ReplayBuffer replay;
    private @Nullable BackendRequest request;
    private Phase phase = Phase.NEW;
    private @Nullable BackendConnection connection;
    private boolean starting;
    private boolean reached;
    private boolean requestSent;
    private boolean expendable;
    private boolean serverError;
    private boolean interim;
    private int interims;
    private long received;

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
        this.replay = replay == null ? null : replay.retain();
        this.clock = new CallClock(exchangeStartNanos);
        this.attempts = new Attempts(backend);
        this.maxShadowBuffer = backend.settings().limits().sizes().requestBuffer();
        this.pending = new PendingBody(shadow ? backend.gate() : null, maxShadowBuffer);
        this.turn =
                shadow ? new ShadowTurn(backend.gate(), backend.breaker(), pools.loop(), this::open, this::shed) : null;
    }

    /** Lets that much of the body wait before {@link #start}. */
    public void keepBody(int limit) {
        pending.room(limit);
    }

    /** Whether the whole body has come; to be asked before {@link #start}, as what follows. */
    public boolean isBodyComplete() {
        return pending.isEnded();
    }

    /** A copy of what has come of the body. */
    public byte[] bodyBytes() {
        return pending.copy();
    }

    /** Puts another body in the place of one that is complete. */
    public void replaceBody(byte[] bytes) {
        ByteBuf body = Unpooled.wrappedBuffer(bytes);
        var own = new ReplayBuffer(Integer.MAX_VALUE);
        own.add(body);
        own.end(EmptyHttpHeaders.INSTANCE);
        body.release();
        releaseReplay();
        replay = own;
        pending.release();
        own.replayTo(this);
    }

    /**
     * Looks for a connection and sends the head as soon as there is one. Where there is one at once, the caller flushes what
     * more of the request it has together with the head.
     */
    public void start(BackendRequest sent) {
        request = sent;
        starting = true;
        phase = Phase.WAITING;
        if (turn == null) {
            open();
        } else {
            turn.take();
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
        Instance next = pools.isClosed() ? null : attempts.next();
        if (next == null) {
            return false;
        }
        phase = Phase.CONNECTING;
        BackendConnection idle = pools.of(next).takeIdle();
        if (idle != null) {
            onConnected(idle);
        } else {
            connect(next);
        }
        return true;
    }

    private void connect(Instance instance) {
        phase = Phase.CONNECTING;
        pools.of(instance).connect(this);
    }

    void onConnected(BackendConnection opened) {
        Instance instance = attempts.current();
        if (phase == Phase.DONE || instance == null) {
            opened.close();
            return;
        }
        phase = Phase.OPEN;
        connection = opened;
        reached = true;
        clock.onConnected();
        opened.begin(this);
        List<ByteBuf> waiting = pending.take();
        opened.write(request(), instance);
        waiting.forEach(content -> writeOn(opened, content));
        if (connection == opened && pending.isEnded()) {
            sendEnd(opened);
        }
        if (!starting) {
            opened.flush();
        }
        listener.onWritabilityChanged();
    }

    /** A write can find the connection lost, and then the body is with the next attempt already. */
    private void writeOn(BackendConnection opened, ByteBuf content) {
        if (connection == opened) {
            opened.write(content, framing());
        } else {
            content.release();
        }
    }

    /** Sends a part of the body; takes ownership of it. */
    public void write(ByteBuf content) {
        BackendConnection open = connection;
        if (phase == Phase.DONE || !content.isReadable()) {
            content.release();
        } else if (open == null) {
            if (!pending.add(content) || (expendable && pending.bytes() > maxShadowBuffer)) {
                shed(ShedReason.BODY_BUFFER_FULL);
            }
        } else {
            open.write(content, framing());
            if (expendable && open.unsentBytes() > maxShadowBuffer) {
                shed(ShedReason.READS_TOO_SLOWLY);
            }
        }
    }

    /** Its response is nobody's answer any more: from now on it is shed like a shadow when it does not keep up. */
    public void demote() {
        expendable = true;
    }

    /** Ends the request. */
    public void end(HttpHeaders trailers) {
        pending.end(trailers);
        if (connection != null) {
            sendEnd(connection);
        }
    }

    private void sendEnd(BackendConnection open) {
        requestSent = true;
        open.end(pending.trailers(), framing());
        open.expectWithin(timeoutNanos());
    }

    public void flush() {
        if (connection != null) {
            connection.flush();
        }
    }

    /** Whether more of the body may be sent without growing a buffer. */
    public boolean isWritable() {
        return connection == null ? phase == Phase.DONE || pending.hasRoom() : connection.isWritable();
    }

    /** Stops or resumes reading the response. */
    public void pause(boolean paused) {
        if (connection != null) {
            connection.pause(paused);
        }
    }

    /** Gives up without a word to the listener. */
    public void cancel() {
        BackendConnection open = connection;
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

    void onHead(HttpResponse response) {
        HttpResponseStatus status = response.status();
        if (status.equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
            fail(new Failure(FailureKind.PROTOCOL_ERROR, "status 101 without a request to upgrade"));
        } else if (status.code() < 200) {
            interim = true;
            interims++;
            if (interims > MAX_INTERIM) {
                fail(new Failure(FailureKind.PROTOCOL_ERROR, "more than " + MAX_INTERIM + " interim responses"));
            } else {
                listener.onInterim(response);
            }
        } else {
            clock.onHead();
            serverError = status.code() >= 500;
            releaseReplay();
            listener.onHead(response);
        }
    }

    void onBody(ByteBuf content) {
        if (phase == Phase.DONE || !content.isReadable()) {
            content.release();
            return;
        }
        received += content.readableBytes();
        long limit = backend.settings().limits().sizes().responseLimit();
        if (expendable && received > limit) {
            content.release();
            fail(new Failure(FailureKind.TOO_LARGE, "a body of more than " + limit + " bytes"));
        } else {
            listener.onBody(content);
        }
    }

    void onEnd(HttpHeaders trailers) {
        BackendConnection open = connection;
        if (interim) {
            interim = false;
        } else if (phase != Phase.DONE && open != null) {
            tellBreaker(serverError && backend.settings().limits().breaker().serverErrors());
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
        BackendConnection lost = connection;
        boolean stale = lost != null && lost.isReused();
        Instance instance = attempts.current();
        connection = null;
        if (!mayBeSentAgain() || !sendAgain(stale ? instance : null)) {
            FailureKind kind = clock.isHeadSeen() ? FailureKind.TRUNCATED : FailureKind.RESET;
            onFailed(new Failure(kind, instance + ": " + reason));
        }
    }

    private boolean mayBeSentAgain() {
        boolean unanswered = !clock.isHeadSeen() && interims == 0;
        boolean bodyThere = framing() == BodyFraming.NONE || (replay != null && replay.isWhole());
        return phase == Phase.OPEN && unanswered && request().head().idempotent() && bodyThere;
    }

    /** Sends everything from the beginning: to that instance on a fresh connection, to the next one where it is null. */
    private boolean sendAgain(@Nullable Instance instance) {
        requestSent = false;
        pending.release();
        if (replay != null) {
            replay.replayTo(this);
        }
        if (phase == Phase.DONE) {
            // A shadow had no room for the body any more, and has been shed
            return true;
        }
        if (instance == null || pools.isClosed()) {
            return goOn();
        }
        connect(instance);
        return true;
    }

    void onFailed(Failure failure) {
        if (phase != Phase.DONE) {
            if (failure.kind() != FailureKind.SHED) {
                tellBreaker(true);
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
        BackendConnection open = connection;
        onFailed(failure);
        if (open != null) {
            open.close();
        }
    }

    private void tellBreaker(boolean failed) {
        if (turn != null && failed) {
            turn.onFailure();
        } else if (turn != null) {
            turn.onSuccess();
        }
    }

    private void done() {
        phase = Phase.DONE;
        clock.onEnd();
        connection = null;
        pending.release();
        releaseReplay();
        if (turn != null) {
            turn.end();
        }
    }

    private void releaseReplay() {
        if (replay != null) {
            replay.release();
            replay = null;
        }
    }

    Failure silenceFailure() {
        return new Failure(
                FailureKind.RESPONSE_TIMEOUT,
                attempts.current() + (requestSent ? ": silent for " : ": took nothing of the request for ")
                        + backend.settings().timeout().toMillis() + " ms");
    }

    long timeoutNanos() {
        return backend.settings().timeout().toNanos();
    }

    /** Whether the backend owes something: its response, or to take what of the request does not fit any more. */
    boolean isOwed() {
        return requestSent || (!expendable && connection != null && !connection.isWritable());
    }

    boolean isHead() {
        return request().head().method().equals("HEAD");
    }

    private BodyFraming framing() {
        return request().head().framing();
    }

    private BackendRequest request() {
        if (request == null) {
            throw new IllegalStateException("not started");
        }
        return request;
    }
}

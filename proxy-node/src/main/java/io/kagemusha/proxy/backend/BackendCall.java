package io.kagemusha.proxy.backend;

import io.kagemusha.common.exchange.Failure;
import io.kagemusha.common.exchange.FailureKind;
import io.kagemusha.common.exchange.Timings;
import io.kagemusha.proxy.http.BodyFraming;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One request at one backend, from the wish to send it to the end of the response. Confined to the event loop of its
 * exchange. Tells its {@link CallListener} about exactly one end: {@code onEnd}, {@code onFailure}, or none after
 * {@link #cancel}.
 *
 * <pre>
 * NEW ──► WAITING ──► CONNECTING ──► OPEN ──► DONE
 *          (shadows only,      ▲        │
 *           no free slot)      └────────┘ a reused connection was dead: once, on a fresh one
 * </pre>
 */
public final class BackendCall {

    /** How much of a request's body waits for a shadow before that is shed. */
    private static final int MAX_SHADOW_BUFFER = 1 << 20;

    /** Interim responses cost the client's memory and the call's time without bringing an answer nearer. */
    private static final int MAX_INTERIM = 100;

    private static final String BACKEND_REMOVED = "backend_removed";

    private enum Phase {
        NEW,
        WAITING,
        CONNECTING,
        OPEN,
        DONE
    }

    private final ConnectionPools pools;
    private final Backend backend;
    private final BackendRequest request;
    private final CallListener listener;
    private final CallClock clock;
    private final PendingBody pending;
    private final @Nullable ShadowTurn turn;
    private Phase phase = Phase.NEW;
    private @Nullable Instance instance;
    private @Nullable BackendConnection connection;
    private boolean retried;
    private boolean requestSent;
    private boolean expendable;
    private boolean interim;
    private int interims;

    /** Prepares the call; {@link #start} begins it. */
    public BackendCall(
            ConnectionPools pools,
            Backend backend,
            BackendRequest request,
            long exchangeStartNanos,
            CallListener listener) {
        this.pools = pools;
        this.backend = backend;
        this.request = request;
        this.listener = listener;
        this.expendable = request.isShadow();
        this.clock = new CallClock(exchangeStartNanos);
        this.pending = new PendingBody(request.isShadow() ? backend.gate() : null, MAX_SHADOW_BUFFER);
        this.turn = request.isShadow() ? new ShadowTurn(backend.gate(), pools.loop(), this::open) : null;
    }

    /** Looks for a connection and sends the head as soon as there is one. */
    public void start() {
        phase = Phase.WAITING;
        if (turn == null) {
            open();
        } else if (!turn.take()) {
            shed(backend.isRetired() ? BACKEND_REMOVED : "backlog_full");
        }
    }

    private void open() {
        if (turn != null && backend.isRetired()) {
            shed(BACKEND_REMOVED);
            return;
        }
        phase = Phase.CONNECTING;
        Instance chosen = Objects.requireNonNull(backend.nextInstance(List.of()));
        instance = chosen;
        BackendConnection idle = pools.of(chosen).takeIdle();
        if (idle != null) {
            onConnected(idle);
        } else {
            connect(chosen);
        }
    }

    private void connect(Instance chosen) {
        if (!pools.isClosed()) {
            pools.of(chosen).connect(this);
        } else if (request.isShadow()) {
            shed("node_stopping");
        } else {
            onFailed(new Failure(FailureKind.CONNECT_REFUSED, "the node is stopping"));
        }
    }

    void onConnected(BackendConnection opened) {
        Instance chosen = instance;
        if (phase == Phase.DONE || chosen == null) {
            opened.close();
            return;
        }
        phase = Phase.OPEN;
        connection = opened;
        clock.onConnected();
        opened.begin(this);
        request.write(opened.buffer(), chosen);
        pending.drainTo(content -> opened.write(content, framing()));
        if (pending.isEnded() || requestSent) {
            sendEnd(opened, pending.trailers());
        }
        opened.flush();
        listener.onWritabilityChanged();
    }

    /** Sends a part of the body; takes ownership of it. */
    public void write(ByteBuf content) {
        BackendConnection open = connection;
        if (phase == Phase.DONE || !content.isReadable()) {
            content.release();
        } else if (open == null) {
            if (!pending.add(content) || (expendable && pending.bytes() > MAX_SHADOW_BUFFER)) {
                shed("body_buffer_full");
            }
        } else {
            open.write(content, framing());
            if (expendable && open.unsentBytes() > MAX_SHADOW_BUFFER) {
                shed("reads_too_slowly");
            }
        }
    }

    /** Its response is nobody's answer any more: from now on it is shed like a shadow when it does not keep up. */
    public void demote() {
        expendable = true;
    }

    /** Ends the request. */
    public void end(HttpHeaders trailers) {
        BackendConnection open = connection;
        if (open == null) {
            pending.end(trailers);
        } else {
            sendEnd(open, trailers);
        }
    }

    private void sendEnd(BackendConnection open, HttpHeaders trailers) {
        requestSent = true;
        open.end(trailers, framing());
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
            listener.onHead(response);
        }
    }

    void onBody(ByteBuf content) {
        if (phase == Phase.DONE || !content.isReadable()) {
            content.release();
        } else {
            listener.onBody(content);
        }
    }

    void onEnd(HttpHeaders trailers) {
        BackendConnection open = connection;
        if (interim) {
            interim = false;
        } else if (phase != Phase.DONE && open != null) {
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
        onFailed(failure);
    }

    void onConnectionLost(String reason) {
        BackendConnection lost = connection;
        boolean stale = lost != null && lost.isReused() && !clock.isHeadSeen();
        if (stale && !retried && request.isRepeatable() && instance != null) {
            retried = true;
            connection = null;
            phase = Phase.CONNECTING;
            connect(instance);
        } else {
            FailureKind kind = clock.isHeadSeen() ? FailureKind.TRUNCATED : FailureKind.RESET;
            onFailed(new Failure(kind, instance + ": " + reason));
        }
    }

    void onFailed(Failure failure) {
        if (phase != Phase.DONE) {
            done();
            listener.onFailure(failure);
        }
    }

    private void shed(String reason) {
        fail(new Failure(FailureKind.SHED, reason));
    }

    private void fail(Failure failure) {
        BackendConnection open = connection;
        onFailed(failure);
        if (open != null) {
            open.close();
        }
    }

    private void done() {
        phase = Phase.DONE;
        clock.onEnd();
        connection = null;
        pending.release();
        if (turn != null) {
            turn.end();
        }
    }

    Failure silenceFailure() {
        return new Failure(
                FailureKind.RESPONSE_TIMEOUT,
                instance + (requestSent ? ": silent for " : ": took nothing of the request for ")
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
        return request.head().method().equals("HEAD");
    }

    private BodyFraming framing() {
        return request.head().framing();
    }
}

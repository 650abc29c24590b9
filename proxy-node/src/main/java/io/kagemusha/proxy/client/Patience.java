package io.kagemusha.proxy.client;

import io.kagemusha.common.configuration.ClientSettings;
import io.kagemusha.proxy.transport.IdleDeadline;
import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;

/**
 * How long a client is waited for, depending on what it owes. Confined to the connection's event loop.
 */
final class Patience {

    /** How long a client that was refused may take to read why. */
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final long idleNanos;
    private final long headNanos;
    private final long bodyNanos;
    private final long tunnelNanos;
    private final IdleDeadline deadline;
    private boolean headBegun;

    /** Runs {@code whenOver} when the client has not done in time what it was waited for. */
    Patience(EventLoop loop, ClientSettings settings, Runnable whenOver) {
        this.idleNanos = settings.idleTimeout().toNanos();
        this.headNanos = settings.limits().headerTimeout().toNanos();
        this.bodyNanos = settings.limits().bodyTimeout().toNanos();
        this.tunnelNanos = settings.limits().tunnelTimeout().toNanos();
        this.deadline = new IdleDeadline(loop, whenOver);
    }

    /** The next request may come. A head of which some has come is due as a whole, however often more of it comes. */
    void forRequest() {
        deadline.arm(headBegun ? headNanos : idleNanos);
    }

    /** A head has begun, {@code awaited} unless another request must end before. */
    void onHeadBegun(boolean awaited) {
        headBegun = true;
        if (awaited) {
            forRequest();
        }
    }

    /** A head is complete. */
    void onHead() {
        headBegun = false;
    }

    /** Whether it is a head that is waited for, of which some has come. */
    boolean isInHead() {
        return headBegun;
    }

    /** More of the body must come, or of the answer to it. */
    void forBody() {
        deadline.arm(bodyNanos);
    }

    /** Something must go through its tunnel, in either direction. */
    void forTunnel() {
        deadline.arm(tunnelNanos);
    }

    /** It is being told why it was refused. */
    void forReading() {
        deadline.arm(LINGER_NANOS);
    }

    /** It owes nothing. */
    void none() {
        deadline.disarm();
    }

    /** The connection has ended. */
    void end() {
        deadline.cancel();
    }
}

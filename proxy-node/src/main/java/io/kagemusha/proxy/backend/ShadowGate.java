package io.kagemusha.proxy.backend;

import io.kagemusha.common.configuration.ShadowLimits;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Lets at most {@code concurrency} requests of this node be in flight to one shadow, and at most {@code backlog} wait
 * beyond them. Shared by all event loops; its lock is held for a few instructions and no call whose response may still be
 * the client's ever takes it.
 */
final class ShadowGate {

    private final ShadowLimits limits;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private final AtomicLong buffered = new AtomicLong();
    private int inFlight;
    private volatile @Nullable String closedFor;

    ShadowGate(ShadowLimits limits) {
        this.limits = limits;
    }

    /** What {@link #enter} decided. */
    enum Admission {
        /** The caller is in, and must call {@link #leave}. */
        ENTERED,
        /** {@code onEntered} is called later, on the thread of somebody that leaves; then as {@link #ENTERED}. */
        WAITING,
        /** There is no room, not even to wait. */
        REFUSED,
        /** Nobody is let in any more, for the reason that {@link #closedFor} gives. */
        CLOSED
    }

    synchronized Admission enter(Runnable onEntered) {
        if (closedFor != null) {
            return Admission.CLOSED;
        }
        if (inFlight < limits.concurrency()) {
            inFlight++;
            return Admission.ENTERED;
        }
        if (waiting.size() < limits.backlog()) {
            waiting.add(onEntered);
            return Admission.WAITING;
        }
        return Admission.REFUSED;
    }

    /** Takes a place for what is under way already, which a shadow that takes no more goes on with; false when there is none. */
    synchronized boolean tryEnter() {
        if (inFlight >= limits.concurrency()) {
            return false;
        }
        inFlight++;
        return true;
    }

    /** Stops waiting; false when {@code onEntered} has been or is being called. */
    synchronized boolean withdraw(Runnable onEntered) {
        return waiting.remove(onEntered);
    }

    void leave() {
        Runnable next;
        synchronized (this) {
            next = waiting.poll();
            if (next == null) {
                inFlight--;
                return;
            }
        }
        next.run();
    }

    /** Why nobody is let in any more, or null. */
    @Nullable
    String closedFor() {
        return closedFor;
    }

    /** Lets in everybody that waits, so that it ends, and nobody after that. */
    void close(String reason) {
        List<Runnable> all;
        synchronized (this) {
            if (closedFor == null) {
                closedFor = reason;
            }
            all = List.copyOf(waiting);
            waiting.clear();
            inFlight += all.size();
        }
        all.forEach(Runnable::run);
    }

    /** Takes memory for a body that has to wait; false when the shadow holds too much already. */
    boolean tryBuffer(long bytes) {
        if (buffered.addAndGet(bytes) <= limits.sizes().buffer()) {
            return true;
        }
        buffered.addAndGet(-bytes);
        return false;
    }

    void unbuffer(long bytes) {
        buffered.addAndGet(-bytes);
    }
}

package io.kagemusha.proxy.backend;

import io.kagemusha.common.configuration.InstanceSettings;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/**
 * Whether an instance can be reached, as far as attempts to connect to it tell. One that is down gets a trial from time to
 * time; a trial that nobody reports on is simply followed by the next. Safe for use by several threads, without a lock.
 *
 * <pre>
 *        max-fails in a row
 * UP ─────────────────────────► DOWN ──┐ a trial each fail-timeout
 *  ▲                             │ ▲   │
 *  └─────────────────────────────┘ └───┘
 *        it was connected to
 * </pre>
 */
final class InstanceHealth {

    private static final State UP = new State(0, false, 0, 0);

    private final int maxFails;
    private final long failNanos;
    private final LongSupplier nanoTime;
    private final AtomicReference<State> state = new AtomicReference<>(UP);

    InstanceHealth(InstanceSettings settings, LongSupplier nanoTime) {
        this.maxFails = settings.maxFails();
        this.failNanos = settings.failTimeout().toNanos();
        this.nanoTime = nanoTime;
    }

    /**
     * What is known.
     *
     * @param fails failures in a row
     * @param since when the last of them was, or, when it is down, when it went down
     * @param trialAt when it may be tried, when it is down
     */
    private record State(int fails, boolean down, long since, long trialAt) {}

    private State state() {
        return Objects.requireNonNull(state.get());
    }

    boolean isUp() {
        return !state().down;
    }

    /** Whether it is down and the caller shall try it; true for one caller each time that it is due. */
    boolean takeTrial() {
        State current = state();
        if (!current.down) {
            return false;
        }
        long now = nanoTime.getAsLong();
        return now - current.trialAt >= 0
                && state.compareAndSet(current, new State(current.fails, true, current.since, now + failNanos));
    }

    /** It could not be connected to. Returns whether that made the difference between up and down. */
    boolean onFailure() {
        while (true) {
            State current = state();
            if (current.down) {
                return false;
            }
            State next = afterFailure(current);
            if (state.compareAndSet(current, next)) {
                return next.down;
            }
        }
    }

    private State afterFailure(State current) {
        long now = nanoTime.getAsLong();
        boolean inTime = current.fails > 0 && now - current.since <= failNanos;
        int fails = inTime ? current.fails + 1 : 1;
        return new State(fails, maxFails > 0 && fails >= maxFails, now, now + failNanos);
    }

    /** It was connected to, or answered. Returns for how many nanoseconds it had been down before, or -1. */
    long onSuccess() {
        if (state().fails == 0) {
            return -1;
        }
        State before = state.getAndSet(UP);
        return before != null && before.down ? nanoTime.getAsLong() - before.since : -1;
    }
}

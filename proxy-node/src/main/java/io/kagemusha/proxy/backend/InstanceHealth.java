package io.kagemusha.proxy.backend;

import io.kagemusha.common.configuration.InstanceSettings;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/**
 * Whether an instance can be reached, as far as attempts to connect to it and probes tell. One that is down gets a trial
 * from time to time; a trial that nobody reports on is simply followed by the next. Where there are probes, no request
 * tries it. Safe for use by several threads, without a lock.
 *
 * <pre>
 *        max-fails in a row, or fall probes
 * UP ─────────────────────────────────────► DOWN ──┐ a trial each fail-timeout
 *  ▲                                         │ ▲   │
 *  └─────────────────────────────────────────┘ └───┘
 *        it was connected to, or rise probes
 * </pre>
 */
final class InstanceHealth {

    private static final State UP = new State(0, false, 0, 0);

    private final int maxFails;
    private final long failNanos;
    private final boolean probed;
    private final LongSupplier nanoTime;
    private final AtomicReference<State> state = new AtomicReference<>(UP);

    InstanceHealth(InstanceSettings settings, LongSupplier nanoTime) {
        this.maxFails = settings.maxFails();
        this.failNanos = settings.failTimeout().toNanos();
        this.probed = settings.probe() != null;
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
        if (!current.down || probed) {
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

    /** It failed so many probes that it counts as down. Returns whether it was up before. */
    boolean onProbesFailed() {
        long now = nanoTime.getAsLong();
        State before = state.getAndUpdate(current -> current.down ? current : new State(1, true, now, now));
        return before != null && !before.down;
    }

    /** It was connected to, or answered. Returns for how many nanoseconds it had been down if it is back now, or -1. */
    long onSuccess() {
        State current = state();
        if (current.fails == 0 || (current.down && probed)) {
            return -1;
        }
        return comeBack();
    }

    /** It passed so many probes that it counts as up. Returns for how many nanoseconds it had been down, or -1. */
    long onProbesPassed() {
        return comeBack();
    }

    private long comeBack() {
        State before = state.getAndSet(UP);
        return before != null && before.down ? nanoTime.getAsLong() - before.since : -1;
    }
}

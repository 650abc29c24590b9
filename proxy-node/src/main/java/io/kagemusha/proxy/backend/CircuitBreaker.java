package io.kagemusha.proxy.backend;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Leaves a shadow alone that fails again and again. After the n-th time in a row that it opened it refuses calls for
 * 0.5 s × 1.5^(n-1) ± 50 %, at most a minute; then one call at a time is let through until one is answered. Safe for use by
 * several threads, without a lock; no answering backend ever asks it.
 *
 * <pre>
 *         so many failures in a row            the pause is over
 * Closed ───────────────────────────► Open ────────────────────────► Probing
 *   ▲                                  ▲  ◄──────────────────────────  │ │
 *   │                                  └────── it failed, or was lost ─┘ │
 *   └────────────────────────────────── its answer began ────────────────┘
 * </pre>
 *
 * What a call reports that was let through before the last change of state is not about the shadow as it is now, and is
 * ignored.
 */
final class CircuitBreaker {

    /** What {@link #tryEnter} returns instead of a permit. */
    static final int REFUSED = -1;

    private static final double FIRST_PAUSE_SECONDS = 0.5;
    private static final double GROWTH = 1.5;
    private static final double MAX_PAUSE_SECONDS = 60;
    private static final double NANOS_PER_SECOND = 1e9;

    private final int maxFailures;
    private final LongSupplier nanoTime;
    private final DoubleSupplier random;
    private final AtomicReference<State> state = new AtomicReference<>(new Closed(0, 0));

    /**
     * Creates a closed breaker.
     *
     * @param maxFailures failures in a row that open it; 0 for one that never opens
     * @param random numbers from 0 to 1
     */
    CircuitBreaker(int maxFailures, LongSupplier nanoTime, DoubleSupplier random) {
        this.maxFailures = maxFailures;
        this.nanoTime = nanoTime;
        this.random = random;
    }

    /** The permits of a state are its epoch; each change of state begins another. */
    private sealed interface State {
        int epoch();
    }

    private record Closed(int epoch, int failures) implements State {}

    private record Open(int epoch, int openings, long until) implements State {}

    private record Probing(int epoch, int openings) implements State {}

    private State state() {
        return Objects.requireNonNull(state.get());
    }

    /** Whether a call would be refused now. */
    boolean isRefusing() {
        State now = state();
        return now instanceof Probing || (now instanceof Open open && nanoTime.getAsLong() - open.until < 0);
    }

    /** Whether the shadow is left alone, or is being probed. */
    boolean isOpen() {
        return !(state() instanceof Closed);
    }

    /** Lets a call through, which must report its end with the permit that it is given here, or refuses it. */
    int tryEnter() {
        State now = state();
        if (now instanceof Closed) {
            return now.epoch();
        }
        if (now instanceof Open open && nanoTime.getAsLong() - open.until >= 0) {
            var probing = new Probing(next(open), open.openings);
            return state.compareAndSet(open, probing) ? probing.epoch : REFUSED;
        }
        return REFUSED;
    }

    /**
     * The call begins to be answered. That ends probing, since the answer may have no end; how the call ends counts all the
     * same, with the permit that is returned.
     */
    int onHead(int permit) {
        State now = state();
        if (now instanceof Probing && now.epoch() == permit) {
            var closed = new Closed(next(now), 0);
            return state.compareAndSet(now, closed) ? closed.epoch : permit;
        }
        return permit;
    }

    void onSuccess(int permit) {
        State now = state();
        while (now.epoch() == permit && !(now instanceof Closed closed && closed.failures == 0)) {
            int epoch = now instanceof Closed ? permit : next(now);
            if (state.compareAndSet(now, new Closed(epoch, 0))) {
                return;
            }
            now = state();
        }
    }

    void onFailure(int permit) {
        State now = state();
        while (maxFailures > 0 && now.epoch() == permit) {
            if (state.compareAndSet(now, afterFailure(now))) {
                return;
            }
            now = state();
        }
    }

    private State afterFailure(State now) {
        if (now instanceof Closed closed) {
            int failures = closed.failures + 1;
            return failures < maxFailures ? new Closed(closed.epoch, failures) : open(now, 1);
        }
        return open(now, now instanceof Probing probing ? Math.max(probing.openings, probing.openings + 1) : 1);
    }

    private Open open(State before, int openings) {
        long pause = pauseNanos(openings, random.getAsDouble());
        return new Open(next(before), openings, nanoTime.getAsLong() + pause);
    }

    /** The call ended without telling anything about the shadow. */
    void onLost(int permit) {
        State now = state();
        if (now instanceof Probing probing && probing.epoch == permit) {
            state.compareAndSet(now, new Open(next(now), probing.openings, nanoTime.getAsLong()));
        }
    }

    private static int next(State state) {
        return (state.epoch() + 1) & Integer.MAX_VALUE;
    }

    /** How long it stays open for the n-th time in a row; {@code chance} from 0 to 1 stands for -50 % to +50 %. */
    static long pauseNanos(int openings, double chance) {
        double seconds = Math.min(MAX_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * Math.pow(GROWTH, openings - 1.0));
        return (long) (Math.min(MAX_PAUSE_SECONDS, seconds * (0.5 + chance)) * NANOS_PER_SECOND);
    }
}

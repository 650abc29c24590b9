package io.kagemusha.proxy.backend;

import io.kagemusha.proxy.backend.ShadowGate.Admission;
import io.netty.channel.EventLoop;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * One call's turn at a shadow: the breaker must let it through and the gate must have a place. Whenever and however often
 * the call ends, its place is given back exactly once, and the breaker told exactly once how it went. Confined to the
 * call's event loop; the gate calls back from any.
 */
final class ShadowTurn {

    private final ShadowGate gate;
    private final CircuitBreaker breaker;
    private final Runnable action;
    private final Consumer<String> refusal;
    private final Runnable posted;
    private boolean waiting;
    private boolean inside;
    private boolean ended;
    private int permit = CircuitBreaker.REFUSED;

    /** Runs {@code action} on the loop when the turn has come, or tells {@code refusal} why it never will. */
    ShadowTurn(ShadowGate gate, CircuitBreaker breaker, EventLoop loop, Runnable action, Consumer<String> refusal) {
        this.gate = gate;
        this.breaker = breaker;
        this.action = action;
        this.refusal = refusal;
        this.posted = () -> loop.execute(this::onEntered);
    }

    /** Asks to be let in. */
    void take() {
        if (breaker.isRefusing()) {
            refusal.accept(ShedReason.BREAKER_OPEN);
            return;
        }
        Admission admission = gate.enter(posted);
        waiting = admission == Admission.WAITING;
        switch (admission) {
            case ENTERED -> onEntered();
            case WAITING -> {}
            case REFUSED -> refusal.accept(ShedReason.BACKLOG_FULL);
            case CLOSED -> refusal.accept(Objects.requireNonNull(gate.closedFor()));
        }
    }

    /** Has the place of a call that has begun without a turn, and that the breaker hears nothing of; or is refused. */
    void takeAtOnce() {
        inside = gate.tryEnter();
        if (!inside) {
            refusal.accept(ShedReason.BACKLOG_FULL);
        }
    }

    private void onEntered() {
        waiting = false;
        inside = true;
        String closedFor = gate.closedFor();
        if (ended) {
            leave();
        } else if (closedFor != null) {
            refusal.accept(closedFor);
        } else {
            permit = breaker.tryEnter();
            if (permit == CircuitBreaker.REFUSED) {
                refusal.accept(ShedReason.BREAKER_OPEN);
            } else {
                action.run();
            }
        }
    }

    /** The shadow has begun to answer, as well as can be asked. */
    void onHead() {
        permit = breaker.onHead(permit);
    }

    /** The shadow has answered to the end, as well as can be asked. */
    void onSuccess() {
        breaker.onSuccess(takePermit());
    }

    /** The shadow has failed. */
    void onFailure() {
        breaker.onFailure(takePermit());
    }

    private int takePermit() {
        int taken = permit;
        permit = CircuitBreaker.REFUSED;
        return taken;
    }

    /** Gives the place back, or waits no longer. Without a success or failure before it the call told nothing. */
    void end() {
        ended = true;
        breaker.onLost(takePermit());
        if (inside) {
            leave();
        } else if (waiting) {
            gate.withdraw(posted);
        }
    }

    private void leave() {
        inside = false;
        gate.leave();
    }
}

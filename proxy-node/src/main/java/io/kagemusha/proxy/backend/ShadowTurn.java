package io.kagemusha.proxy.backend;

import io.kagemusha.proxy.backend.ShadowGate.Admission;
import io.netty.channel.EventLoop;

/**
 * One call's turn at the gate before a shadow. Whenever and however often the call ends, its place is given back exactly
 * once. Confined to the call's event loop; the gate calls back from any.
 */
final class ShadowTurn {

    private final ShadowGate gate;
    private final Runnable action;
    private final Runnable posted;
    private boolean waiting;
    private boolean inside;
    private boolean ended;

    /** Runs {@code action} on the loop when the turn has come. */
    ShadowTurn(ShadowGate gate, EventLoop loop, Runnable action) {
        this.gate = gate;
        this.action = action;
        this.posted = () -> loop.execute(this::onEntered);
    }

    /** Asks to be let in; false when there is no place, not even to wait. */
    boolean take() {
        Admission admission = gate.enter(posted);
        waiting = admission == Admission.WAITING;
        if (admission == Admission.ENTERED) {
            onEntered();
        }
        return admission != Admission.REFUSED;
    }

    private void onEntered() {
        waiting = false;
        inside = true;
        if (ended) {
            leave();
        } else {
            action.run();
        }
    }

    /** Gives the place back, or waits no longer. */
    void end() {
        ended = true;
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

package io.kagemusha.proxy.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.kagemusha.proxy.backend.ShadowGate.Admission;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShadowGateTest {

    private final ShadowGate gate = new ShadowGate(ShadowLimitsOf.places(2, 2));
    private final List<String> entered = new ArrayList<>();

    private Admission enter(String name) {
        return gate.enter(() -> entered.add(name));
    }

    private void fill() {
        assertThat(enter("1")).isEqualTo(Admission.ENTERED);
        assertThat(enter("2")).isEqualTo(Admission.ENTERED);
        assertThat(enter("3")).isEqualTo(Admission.WAITING);
        assertThat(enter("4")).isEqualTo(Admission.WAITING);
    }

    @Test
    void letsInAsManyAsItMayAndRefusesBeyondTheBacklog() {
        fill();

        assertThat(enter("5")).isEqualTo(Admission.REFUSED);
        assertThat(entered).isEmpty();
    }

    @Test
    void letsNextInWhenOneLeaves() {
        fill();

        gate.leave();
        assertThat(entered).containsExactly("3");
        assertThat(enter("5")).isEqualTo(Admission.WAITING);
        for (int i = 0; i < 4; i++) {
            gate.leave();
        }

        assertThat(entered).containsExactly("3", "4", "5");
        fill();
    }

    @Test
    void forgetsWhoWithdrew() {
        Runnable waiting = () -> entered.add("waiting");
        gate.enter(() -> {});
        gate.enter(() -> {});
        gate.enter(waiting);

        assertThat(gate.withdraw(waiting)).isTrue();
        gate.leave();

        assertThat(entered).isEmpty();
        assertThat(gate.withdraw(waiting)).isFalse();
        assertThat(enter("next")).isEqualTo(Admission.ENTERED);
    }

    @Test
    void letsInAllThatWaitWhenItCloses() {
        fill();

        gate.close("backend_removed");

        assertThat(entered).containsExactly("3", "4");
        assertThat(enter("5")).isEqualTo(Admission.CLOSED);
        for (int i = 0; i < 4; i++) {
            gate.leave();
        }
        assertThat(enter("6")).isEqualTo(Admission.CLOSED);
    }

    @Test
    void boundsWhatBodiesHold() {
        long most = 64L << 20;

        assertThat(gate.tryBuffer(most)).isTrue();
        assertThat(gate.tryBuffer(1)).isFalse();
        gate.unbuffer(1);

        assertThat(gate.tryBuffer(1)).isTrue();
    }
}

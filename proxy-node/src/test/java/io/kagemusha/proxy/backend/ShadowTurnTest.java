package io.kagemusha.proxy.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ShadowTurnTest {

    private final ShadowGate gate = new ShadowGate(ShadowLimitsOf.places(1, 1));
    private final AtomicLong now = new AtomicLong();
    private final CircuitBreaker breaker = new CircuitBreaker(1, now::get, () -> 0.5);
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final List<String> entered = new ArrayList<>();

    private ShadowTurn turn(String name) {
        return new ShadowTurn(
                gate,
                breaker,
                channel.eventLoop(),
                () -> entered.add(name),
                reason -> entered.add(name + " " + reason));
    }

    private void take(String name) {
        turn(name).take();
    }

    @Test
    void comesAtOnceOrLaterOrNever() {
        ShadowTurn first = turn("first");

        first.take();
        take("second");
        take("third");
        assertThat(entered).containsExactly("first", "third backlog_full");

        first.end();
        channel.runPendingTasks();
        assertThat(entered).containsExactly("first", "third backlog_full", "second");
    }

    @Test
    void givesPlaceBackOnceHoweverOftenItEnds() {
        ShadowTurn first = turn("first");
        first.take();
        first.end();
        first.end();

        take("second");
        take("third");
        take("fourth");

        assertThat(entered).containsExactly("first", "second", "fourth backlog_full");
    }

    @Test
    void givesPlaceBackThatItWasGivenWhenItHadEnded() {
        ShadowTurn first = turn("first");
        ShadowTurn second = turn("second");
        first.take();
        second.take();

        first.end();
        second.end();
        channel.runPendingTasks();

        assertThat(entered).containsExactly("first");
        take("third");
        assertThat(entered).containsExactly("first", "third");
    }

    @Test
    void waitsNoLongerWhenItEnds() {
        ShadowTurn first = turn("first");
        ShadowTurn second = turn("second");
        first.take();
        second.take();

        second.end();
        first.end();
        channel.runPendingTasks();

        assertThat(entered).containsExactly("first");
    }

    @Test
    void takesAPlaceForACallThatIsUnderWayOnlyWhereThereIsOne() {
        ShadowTurn first = turn("first");
        ShadowTurn second = turn("second");

        first.takeAtOnce();
        second.takeAtOnce();
        assertThat(entered).containsExactly("second backlog_full");

        second.end();
        first.end();
        first.end();
        take("third");
        take("fourth");
        assertThat(entered).containsExactly("second backlog_full", "third");
    }

    @Test
    void lendsItsPlaceToThoseThatWaitWhenItEnds() {
        ShadowTurn first = turn("first");
        first.takeAtOnce();
        take("second");

        first.end();
        channel.runPendingTasks();

        assertThat(entered).containsExactly("second");
    }

    @Test
    void cutsNothingThatIsUnderWayAtAShadowThatIsGone() {
        gate.close("backend_removed");

        turn("late").takeAtOnce();

        assertThat(entered).isEmpty();
    }

    @Test
    void neverComesAtAShadowThatIsGone() {
        gate.close("backend_removed");

        take("late");

        assertThat(entered).containsExactly("late backend_removed");
    }

    @Test
    void neverComesWhenTheShadowGoesWhileItWaits() {
        take("first");
        take("second");

        gate.close("node_stopping");
        channel.runPendingTasks();

        assertThat(entered).containsExactly("first", "second node_stopping");
    }

    @Test
    void neverComesWhileTheBreakerIsOpenAndTakesNoPlace() {
        ShadowTurn first = turn("first");
        first.take();
        first.onFailure();
        first.end();

        take("second");
        take("third");
        take("fourth");

        assertThat(entered)
                .containsExactly("first", "second breaker_open", "third breaker_open", "fourth breaker_open");
    }

    @Test
    void neverComesWhenTheBreakerOpensWhileItWaits() {
        ShadowTurn first = turn("first");
        first.take();
        take("second");

        first.onFailure();
        first.end();
        channel.runPendingTasks();

        assertThat(entered).containsExactly("first", "second breaker_open");
    }

    @Test
    void isTheOneProbeOfAnOpenBreakerUntilItEnds() {
        ShadowTurn first = turn("first");
        first.take();
        first.onFailure();
        first.end();
        now.addAndGet(500_000_000);

        ShadowTurn probe = turn("probe");
        probe.take();
        take("second");
        probe.end();
        take("third");

        assertThat(entered).containsExactly("first", "probe", "second breaker_open", "third");
    }

    @Test
    void tellsTheBreakerOnceHowItWent() {
        ShadowTurn first = turn("first");
        first.take();
        first.onSuccess();
        first.onFailure();
        first.end();

        assertThat(breaker.isOpen()).isFalse();
    }
}

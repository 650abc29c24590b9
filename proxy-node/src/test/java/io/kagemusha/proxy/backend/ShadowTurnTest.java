package io.kagemusha.proxy.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.kagemusha.common.configuration.ShadowLimits;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShadowTurnTest {

    private final ShadowGate gate = new ShadowGate(new ShadowLimits(1, 1, 1));
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final List<String> entered = new ArrayList<>();

    private ShadowTurn turn(String name) {
        return new ShadowTurn(gate, channel.eventLoop(), () -> entered.add(name));
    }

    @Test
    void comesAtOnceOrLaterOrNever() {
        ShadowTurn first = turn("first");

        assertThat(first.take()).isTrue();
        assertThat(turn("second").take()).isTrue();
        assertThat(turn("third").take()).isFalse();
        assertThat(entered).containsExactly("first");

        first.end();
        channel.runPendingTasks();
        assertThat(entered).containsExactly("first", "second");
    }

    @Test
    void givesPlaceBackOnceHoweverOftenItEnds() {
        ShadowTurn first = turn("first");
        first.take();
        first.end();
        first.end();

        assertThat(turn("second").take()).isTrue();
        assertThat(turn("third").take()).isTrue();
        assertThat(turn("fourth").take()).isFalse();
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
        assertThat(turn("third").take()).isTrue();
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
}

package io.kagemusha.proxy.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class IdleDeadlineTest {

    private final MockTicker ticker = Ticker.newMockTicker();
    private final EmbeddedChannel channel =
            EmbeddedChannel.builder().ticker(ticker).build();
    private final AtomicInteger runs = new AtomicInteger();
    private final IdleDeadline deadline = new IdleDeadline(channel.eventLoop(), runs::incrementAndGet);

    private int runsAfter(long nanos) {
        ticker.advance(nanos, TimeUnit.NANOSECONDS);
        channel.runScheduledPendingTasks();
        return runs.get();
    }

    @Test
    void runsOnceWhenTheTimeIsOver() {
        deadline.arm(100);

        assertThat(runsAfter(99)).isZero();
        assertThat(runsAfter(1)).isEqualTo(1);
        assertThat(runsAfter(1000)).isEqualTo(1);
    }

    @Test
    void startsAnewWithEveryCall() {
        deadline.arm(100);
        runsAfter(60);
        deadline.arm(100);

        assertThat(runsAfter(60)).isZero();
        assertThat(runsAfter(39)).isZero();
        assertThat(runsAfter(1)).isEqualTo(1);
    }

    @Test
    void obeysShorterTimeThanBefore() {
        deadline.arm(1000);
        deadline.arm(100);

        assertThat(runsAfter(100)).isEqualTo(1);
        assertThat(runsAfter(1000)).isEqualTo(1);
    }

    @Test
    void doesNotRunWhileDisarmed() {
        deadline.arm(100);
        deadline.disarm();
        assertThat(runsAfter(100)).isZero();

        deadline.arm(100);
        deadline.disarm();
        runsAfter(50);
        deadline.arm(100);

        assertThat(runsAfter(99)).isZero();
        assertThat(runsAfter(1)).isEqualTo(1);
    }

    @Test
    void leavesNoTaskWhenCancelled() {
        deadline.arm(100);

        deadline.cancel();

        assertThat(channel.runScheduledPendingTasks()).isEqualTo(-1);
        assertThat(runsAfter(100)).isZero();
    }
}

package io.kagemusha.proxy.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.kagemusha.common.exchange.Failure;
import io.kagemusha.common.exchange.FailureKind;
import io.kagemusha.proxy.LogLines;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ShadowLossesTest {

    @RegisterExtension
    final LogLines log = new LogLines();

    private final EmbeddedChannel clock = new EmbeddedChannel();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final AtomicBoolean leftAlone = new AtomicBoolean();
    private final ShadowLosses losses =
            new ShadowLosses("staging", Duration.ofSeconds(5), clock.eventLoop(), registry, leftAlone::get);

    ShadowLossesTest() {
        clock.freezeTime();
    }

    private void pass(long seconds) {
        clock.advanceTimeBy(seconds, TimeUnit.SECONDS);
        clock.runScheduledPendingTasks();
    }

    private void lose(FailureKind kind, String reason, int times) {
        for (int i = 0; i < times; i++) {
            losses.onFailure(new Failure(kind, reason));
        }
    }

    @Test
    void saysOnceHowManyRequestsWereLostInAnInterval() {
        for (int second = 0; second < 3; second++) {
            lose(FailureKind.SHED, "backlog_full", 100);
            lose(FailureKind.SHED, "breaker_open", 7);
            lose(FailureKind.RESPONSE_TIMEOUT, "10.0.0.2:3000: silent", 2);
            pass(1);
        }
        assertThat(log.of("ShadowLosses")).isEmpty();
        pass(2);
        pass(60);

        assertThat(log.of("ShadowLosses"))
                .containsExactly(
                        "shadow staging: 321 requests shed, 6 failed within 5s; clients were answered as ever");
        assertThat(log.keysOf("ShadowLosses"))
                .containsExactly("shadow=staging shed={backlog_full=300, breaker_open=21} failed={response_timeout=6}");
        assertThat(registry.get("kagemusha.shadow.shed")
                        .tags("backend", "staging", "reason", "breaker_open")
                        .counter()
                        .count())
                .isEqualTo(21);
    }

    @Test
    void beginsAnotherLineWithTheNextLoss() {
        lose(FailureKind.SHED, "backlog_full", 1);
        pass(5);
        pass(100);
        leftAlone.set(true);
        lose(FailureKind.SHED, "breaker_open", 3);
        pass(5);

        assertThat(log.of("ShadowLosses"))
                .containsExactly(
                        "shadow staging: 1 requests shed, 0 failed within 5s; clients were answered as ever",
                        "shadow staging: 3 requests shed, 0 failed within 5s; clients were answered as ever, the shadow "
                                + "is left alone until a probe succeeds");
    }

    @Test
    void saysNothingWhereNothingWasLost() {
        lose(FailureKind.ABORTED_BY_CLIENT, "", 5);
        pass(60);

        assertThat(log.of("ShadowLosses")).isEmpty();
    }
}

package io.kagemusha.proxy.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.kagemusha.common.admin.Condition;
import io.kagemusha.proxy.LogLines;
import io.kagemusha.proxy.capture.CaptureMetrics.DropReason;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CaptureHealthTest {

    @RegisterExtension
    final LogLines log = new LogLines();

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1);
    private final CaptureMetrics metrics = new CaptureMetrics(registry, now::get);
    private final CaptureHealth health = new CaptureHealth(new CaptureBudget(1000), metrics, registry, now::get);

    private void pass(long seconds) {
        now.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }

    private void refuse() {
        health.onTrouble(new KafkaTrouble(DropReason.REFUSED, "out of order"));
    }

    @Test
    void takesASingleRecordInATimeOfTroubleForNoEndOfIt() {
        refuse();
        pass(60);
        refuse();
        pass(5);
        health.onTaken();

        assertThat(health.condition().detail())
                .startsWith("kafka takes no captured records since ")
                .endsWith("Z: out of order; buffered bytes: 0, records dropped since: 0");
        assertThat(log.of("CaptureHealth")).noneMatch(line -> line.contains("again"));
    }

    @Test
    void callsTroubleOverThatHasNotComeAgainForMoreThanFiveSeconds() {
        refuse();
        metrics.onDropped(DropReason.REFUSED);
        pass(6);
        health.onTaken();
        pass(60);

        assertThat(health.condition()).isEqualTo(Condition.READY);
        assertThat(log.of("CaptureHealth")).last().isEqualTo("Kafka takes captured records again");
        assertThat(log.keysOf("CaptureHealth")).last().isEqualTo("dropped=1 elapsedMillis=6000");
    }

    @Test
    void saysForAMinuteThatRecordsWereDropped() {
        metrics.onDropped(DropReason.BUFFER_FULL);
        pass(59);
        assertThat(health.condition())
                .isEqualTo(Condition.degraded("captured records were dropped within the last 60 s, in all: 1"
                        + " (kagemusha_capture_records_dropped_total says why)"));

        pass(1);

        assertThat(health.condition()).isEqualTo(Condition.READY);
    }
}

package io.kagemusha.proxy.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class CaptureQueueTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final CaptureBudget budget = new CaptureBudget(5000);
    private final CaptureMetrics metrics = new CaptureMetrics(registry);
    private final CaptureQueue queue = new CaptureQueue(budget, metrics);

    private void offer(ExchangeLedger ledger, int bytes) {
        queue.offer(new ProducerRecord<>("topic", new byte[0], new byte[bytes]), ledger);
    }

    private double dropped(String reason) {
        return registry.get("kagemusha.capture.records.dropped")
                .tags("reason", reason)
                .functionCounter()
                .count();
    }

    @Test
    void givesRecordsInOrderAndThenNone() {
        var ledger = new ExchangeLedger(metrics, 2, 1);
        offer(ledger, 1);
        offer(ledger, 2);

        assertThat(queue.poll().record().value()).hasSize(1);
        assertThat(queue.poll().record().value()).hasSize(2);
        assertThat(queue.poll()).isNull();
    }

    @Test
    void dropsWhatTheBudgetHasNoRoomForAndTheRestOfThatExchange() {
        var first = new ExchangeLedger(metrics, 2, 1);
        var second = new ExchangeLedger(metrics, 2, 1);
        offer(first, 2000);
        offer(second, 2000);
        offer(second, 0);
        offer(first, 0);

        assertThat(dropped("buffer_full")).isEqualTo(1);
        assertThat(dropped("exchange_dropped")).isEqualTo(1);
        assertThat(metrics.pairsDropped()).isEqualTo(1);
        assertThat(queue.poll().ledger()).isSameAs(first);
        assertThat(queue.poll().ledger()).isSameAs(first);
        assertThat(queue.poll()).isNull();
    }

    @Test
    void acceptsNothingAfterItWasClosedButGivesWhatItHas() {
        var ledger = new ExchangeLedger(metrics, 2, 1);
        offer(ledger, 1);
        queue.close();
        offer(ledger, 1);

        assertThat(dropped("stopped")).isEqualTo(1);
        assertThat(queue.poll()).isNotNull();
        assertThat(queue.poll()).isNull();
    }

    @Test
    void countsRecordThatCouldNotBeMade() {
        var ledger = new ExchangeLedger(metrics, 2, 1);
        queue.dropUnmade(ledger);
        queue.dropUnmade(ledger);

        assertThat(dropped("buffer_full")).isEqualTo(1);
        assertThat(dropped("exchange_dropped")).isEqualTo(1);
        assertThat(metrics.balanced()).isTrue();
    }
}

package io.kagemusha.proxy.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class CapturePublisherTest {

    private final CaptureBudget budget = new CaptureBudget(1 << 20);
    private final CaptureMetrics metrics = new CaptureMetrics(new SimpleMeterRegistry());
    private final CaptureQueue queue = new CaptureQueue(budget, metrics);

    private static MockProducer<byte[], byte[]> producer(boolean autoComplete) {
        return new MockProducer<>(autoComplete, null, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private void offerExchange() {
        var ledger = new ExchangeLedger(metrics, 2, 1);
        for (int i = 0; i < 2; i++) {
            queue.offer(new ProducerRecord<>("topic", new byte[0], new byte[10]), ledger);
        }
    }

    @Test
    void sendsWhatIsQueuedBeforeItCloses() {
        MockProducer<byte[], byte[]> producer = producer(true);
        var publisher = new CapturePublisher(queue, budget, () -> producer);
        publisher.start();
        offerExchange();

        publisher.close(Duration.ofSeconds(10));

        assertThat(producer.history()).hasSize(2);
        assertThat(producer.closed()).isTrue();
        assertThat(metrics.recordsSent()).isEqualTo(2);
        assertThat(metrics.balanced()).isTrue();
        assertThat(budget.used()).isZero();
    }

    @Test
    void holdsMemoryUntilKafkaHasAcknowledged() {
        MockProducer<byte[], byte[]> producer = producer(false);
        var publisher = new CapturePublisher(queue, budget, () -> producer);
        publisher.start();
        offerExchange();
        await().until(() -> producer.history().size() == 2);

        assertThat(budget.used()).isPositive();
        producer.completeNext();
        assertThat(metrics.balanced()).isFalse();
        producer.errorNext(new KafkaException("refused"));

        assertThat(budget.used()).isZero();
        assertThat(metrics.recordsSent()).isEqualTo(1);
        assertThat(metrics.recordsDropped()).isEqualTo(1);
        assertThat(metrics.pairsSent()).isEqualTo(1);
        assertThat(metrics.balanced()).isTrue();
        publisher.close(Duration.ofSeconds(10));
    }

    @Test
    void triesAgainToConnect() {
        MockProducer<byte[], byte[]> producer = producer(true);
        var failed = new CountDownLatch(1);
        var publisher = new CapturePublisher(queue, budget, () -> {
            if (failed.getCount() > 0) {
                failed.countDown();
                throw new KafkaException("not yet");
            }
            return producer;
        });
        offerExchange();
        publisher.start();

        await().until(() -> producer.history().size() == 2);

        publisher.close(Duration.ofSeconds(10));
        assertThat(metrics.balanced()).isTrue();
    }

    @Test
    void countsWhatIsQueuedAsDroppedWhenItNeverConnected() throws Exception {
        var asked = new CountDownLatch(1);
        var publisher = new CapturePublisher(queue, budget, () -> {
            asked.countDown();
            throw new KafkaException("never");
        });
        offerExchange();
        publisher.start();
        asked.await();

        publisher.close(Duration.ZERO);

        assertThat(metrics.recordsDropped()).isEqualTo(2);
        assertThat(metrics.pairsDropped()).isEqualTo(1);
        assertThat(metrics.balanced()).isTrue();
        assertThat(budget.used()).isZero();
    }
}

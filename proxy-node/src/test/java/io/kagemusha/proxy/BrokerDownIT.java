package io.kagemusha.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

@ExtendWith(BufferLeaks.class)
class BrokerDownIT {

    private static final String SMALL_BUFFER = """
            backends:
              production: { url: %s, master: true }
              sandbox: { url: %s }
            drain-timeout: 100ms
            capture: { buffer: 1MiB }
            """;

    @RegisterExtension
    final ProxyFixture proxy = new ProxyFixture();

    /** A producer that does what a test says until Kafka is back. */
    private static final class FaultyProducer extends MockProducer<byte[], byte[]> {

        private final Fault fault;
        private volatile boolean back;

        interface Fault {
            void send(Callback callback) throws Exception;
        }

        FaultyProducer(Fault fault) {
            super(true, null, new ByteArraySerializer(), new ByteArraySerializer());
            this.fault = fault;
        }

        @Override
        public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback callback) {
            if (back) {
                return super.send(record, callback);
            }
            try {
                fault.send(callback);
                return null;
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private RawClient start(FaultyProducer producer) throws Exception {
        TestBackend production = proxy.backend(TestBackend.answering("x".repeat(10_000)));
        TestBackend sandbox = proxy.backend(TestBackend.answering("y".repeat(10_000)));
        proxy.producer(producer).startYaml(SMALL_BUFFER.formatted(production.url(), sandbox.url()));
        return proxy.connect();
    }

    private void assertServed(RawClient client, int requests) throws Exception {
        for (int i = 0; i < requests; i++) {
            assertThat(client.get("/" + i).read().body()).hasSize(10_000);
            assertThat(proxy.gauge("kagemusha.capture.buffered.bytes")).isLessThanOrEqualTo(1 << 20);
        }
    }

    private double offered() {
        return proxy.counter("kagemusha.capture.records.offered");
    }

    private double sent() {
        return proxy.counter("kagemusha.capture.records.sent");
    }

    private double dropped(String reason) {
        return proxy.counter("kagemusha.capture.records.dropped", "reason", reason);
    }

    @Test
    void servesClientsAndCountsWhatItDropsWhileKafkaIsAwayAndGoesOnWhenItIsBack() throws Exception {
        var producer = new FaultyProducer(callback -> {
            throw new TimeoutException("no metadata");
        });
        RawClient client = start(producer);

        assertServed(client, 100);
        await().untilAsserted(() -> assertThat(offered()).isEqualTo(300));
        double lost = dropped("buffer_full") + dropped("exchange_dropped");
        assertThat(lost).isGreaterThan(100);
        producer.back = true;
        proxy.awaitQuiet();

        assertThat(sent()).isEqualTo(300 - lost);
        assertThat(producer.history()).hasSize((int) sent());
        assertServed(client, 1);
        await().untilAsserted(() -> assertThat(sent()).isEqualTo(303 - lost));
        var counters = proxy.node().counters();
        assertThat(counters.exchanges()).isEqualTo(101);
        assertThat(counters.pairsCaptured() + counters.pairsDropped()).isEqualTo(101);
    }

    @Test
    void servesClientsWhileProducerBlocks() throws Exception {
        var released = new CountDownLatch(1);
        var producer = new FaultyProducer(callback -> {
            released.await();
            throw new TimeoutException("no memory");
        });
        RawClient client = start(producer);

        assertServed(client, 100);
        producer.back = true;
        released.countDown();

        proxy.awaitQuiet();
        assertThat(sent() + proxy.node().counters().recordsDropped()).isEqualTo(300);
        assertThat(dropped("timeout")).isZero();
    }

    @Test
    void countsWhatTheBrokerRefusesByReason() throws Exception {
        var failures = new RuntimeException[] {
            new TimeoutException("expired"), new RecordTooLargeException("large"), new TopicAuthorizationException("no")
        };
        int[] next = {0};
        var producer = new FaultyProducer(callback -> callback.onCompletion(null, failures[next[0]++ % 3]));
        RawClient client = start(producer);

        assertServed(client, 10);

        proxy.awaitQuiet();
        assertThat(dropped("timeout") + dropped("too_large") + dropped("refused") + dropped("exchange_dropped"))
                .isEqualTo(30);
        assertThat(dropped("too_large")).isPositive();
        assertThat(dropped("refused")).isPositive();
        assertThat(proxy.node().counters().pairsDropped()).isEqualTo(10);
    }

    @Test
    void countsWhatKafkaDidNotTakeBeforeTheEnd() throws Exception {
        var producer = new FaultyProducer(callback -> {
            throw new TimeoutException("no metadata");
        });
        RawClient client = start(producer);
        assertServed(client, 5);
        await().untilAsserted(() -> assertThat(offered()).isEqualTo(15));
        client.close();
        await().until(() -> proxy.gauge("kagemusha.client.connections") == 0);

        proxy.node().close();

        assertThat(dropped("stopped")).isEqualTo(15);
    }
}

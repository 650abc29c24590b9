package io.kagemusha.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kagemusha.common.admin.Condition;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
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

    /** What was offered is also taken or dropped once no exchange is under way. */
    private void awaitOffered(int records) {
        await().untilAsserted(() -> {
            assertThat(proxy.counter("kagemusha.capture.records.offered")).isEqualTo(records);
            assertThat(proxy.gauge("kagemusha.exchanges.running")).isZero();
        });
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
        awaitOffered(300);
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
    void countsWhatTheBrokerRefusesByReasonAndSaysSo() throws Exception {
        var failures = List.of(
                new TopicAuthorizationException(Set.of("shadow.requests")),
                new SaslAuthenticationException("Authentication failed"),
                new UnknownTopicOrPartitionException("gone"),
                new TimeoutException("Expiring 1 record(s)"),
                new CorruptRecordException("bad"));
        var next = new AtomicInteger();
        var producer = new FaultyProducer(callback -> {
            var failure = failures.get(next.getAndIncrement() % failures.size());
            // As Kafka's own thread does it, long after send has returned
            CompletableFuture.runAsync(() -> callback.onCompletion(null, failure))
                    .join();
        });
        RawClient client = start(producer);

        assertServed(client, 10);

        proxy.awaitQuiet();
        for (String reason : List.of("unauthorized", "unauthenticated", "no_topic", "timeout", "refused")) {
            assertThat(dropped(reason)).as(reason).isPositive();
            assertThat(proxy.counter("kagemusha.capture.kafka.failures", "reason", reason))
                    .as(reason)
                    .isPositive();
        }
        assertThat(proxy.node().counters().pairsDropped()).isEqualTo(10);
        assertThat(proxy.node().condition().state()).isEqualTo(Condition.State.DEGRADED);
        assertThat(proxy.node().condition().detail())
                .startsWith("kafka takes no captured records since ")
                .contains("records dropped since: ");
    }

    @Test
    void isReadyAndDegradedWhileKafkaIsAwayAndReadyAgainAfterwards() throws Exception {
        var producer = new FaultyProducer(callback -> {
            throw new TimeoutException("Topic shadow.requests not present in metadata after 1000 ms.");
        });
        RawClient client = start(producer);

        assertServed(client, 1);

        await().until(() -> proxy.node().condition().state() == Condition.State.DEGRADED);
        assertThat(proxy.node().condition().detail())
                .contains("no answer (expected: a broker that leads the partition), Topic shadow.requests not present");
        producer.back = true;
        await().until(() -> {
            assertServed(client, 1);
            return proxy.node().condition().equals(Condition.READY);
        });
        assertThat(proxy.node().counters().recordsDropped()).isZero();
    }

    @Test
    void countsWhatKafkaDidNotTakeBeforeTheEnd() throws Exception {
        var producer = new FaultyProducer(callback -> {
            throw new TimeoutException("no metadata");
        });
        RawClient client = start(producer);
        assertServed(client, 5);
        awaitOffered(15);
        client.close();
        await().until(() -> proxy.gauge("kagemusha.client.connections") == 0);

        proxy.node().close();

        assertThat(dropped("stopped")).isEqualTo(15);
    }
}

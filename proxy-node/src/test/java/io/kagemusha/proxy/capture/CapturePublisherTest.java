package io.kagemusha.proxy.capture;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kagemusha.common.admin.Condition;
import io.kagemusha.common.configuration.RedactSettings;
import io.kagemusha.common.http.Body;
import io.kagemusha.common.record.CloudEvent;
import io.kagemusha.proxy.LogLines;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CapturePublisherTest {

    private static final byte[] MESSAGE = "GET / HTTP/1.1\r\n\r\nhello".getBytes(US_ASCII);

    @RegisterExtension
    final LogLines log = new LogLines();

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final CaptureBudget budget = new CaptureBudget(1 << 20);
    private final CaptureMetrics metrics = new CaptureMetrics(registry);
    private final CaptureQueue queue = new CaptureQueue(budget, metrics);
    private final CaptureHealth health = new CaptureHealth(budget, metrics, registry);

    private CapturePublisher publisher(Callable<Producer<byte[], byte[]>> connect) {
        var finisher = new RecordFinisher(RedactSettings.DEFAULT, metrics);
        return new CapturePublisher(queue, budget, finisher, CaptureKafka.of(connect), health);
    }

    private CapturePublisher repairingAtOnce(CaptureKafka kafka) {
        var finisher = new RecordFinisher(RedactSettings.DEFAULT, metrics);
        return new CapturePublisher(queue, budget, finisher, kafka, health, Duration.ZERO);
    }

    private static MockProducer<byte[], byte[]> producer(boolean autoComplete) {
        return new MockProducer<>(autoComplete, null, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private void offerExchange() {
        var ledger = new ExchangeLedger(metrics, 2, 1);
        for (int i = 0; i < 2; i++) {
            queue.offer(new ProducerRecord<>("topic", new byte[0], MESSAGE), ledger);
        }
    }

    @Test
    void sendsWhatIsQueuedBeforeItCloses() {
        MockProducer<byte[], byte[]> producer = producer(true);
        var publisher = publisher(() -> producer);
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
        var publisher = publisher(() -> producer);
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
        var publisher = publisher(() -> {
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
        var publisher = publisher(() -> {
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

    @Test
    void cutsWhatKafkaFindsTooLargeUntilItFits() {
        var producer = new LimitedProducer(400);
        var publisher = publisher(() -> producer);
        publisher.start();
        var ledger = new ExchangeLedger(metrics, 1, 1);
        byte[] message = ("GET / HTTP/1.1\r\n\r\n" + "a".repeat(100_000)).getBytes(US_ASCII);

        queue.offer(new ProducerRecord<>("topic", new byte[0], message), ledger);
        await().until(() -> metrics.recordsSent() == 1);

        publisher.close(Duration.ofSeconds(10));
        assertThat(producer.history()).singleElement().satisfies(sent -> {
            assertThat(sent.value()).asString().isEqualTo("GET / HTTP/1.1\r\n\r\n");
            assertThat(CloudEvent.text(sent.headers(), CloudEvent.BODY_LENGTH)).isEqualTo("100000");
            assertThat(CloudEvent.text(sent.headers(), CloudEvent.BODY_SHA256))
                    .isEqualTo(Body.sha256("a".repeat(100_000).getBytes(US_ASCII), 0, 100_000));
        });
        assertThat(metrics.balanced()).isTrue();
        assertThat(budget.used()).isZero();
        assertThat(health.condition()).isEqualTo(Condition.READY);
    }

    @Test
    void replacesProducerThatOnlyFailsAndHoldsRecordsWhileItDoesNotGetAnother() {
        var failing = new LimitedProducer(0);
        MockProducer<byte[], byte[]> good = producer(true);
        failing.fault = new ClusterAuthorizationException("lost");
        var opened = new AtomicInteger();
        var kafka = CaptureKafka.of(() -> opened.getAndIncrement() == 0 ? failing : good);
        var publisher = repairingAtOnce(kafka);
        publisher.start();

        offerExchange();
        await().until(() -> good.history().size() == 1);

        publisher.close(Duration.ofSeconds(10));
        assertThat(failing.closed()).isTrue();
        assertThat(metrics.recordsDropped()).isEqualTo(1);
        assertThat(metrics.balanced()).isTrue();
    }

    @Test
    void makesTopicsAnewThatHoldItUp() {
        var gone = new AtomicBoolean(true);
        var prepared = new AtomicInteger();
        var producer = new LimitedProducer(Integer.MAX_VALUE);
        producer.heldUp = gone::get;
        var kafka = new CaptureKafka() {
            @Override
            public void prepare() {
                gone.set(prepared.incrementAndGet() < 2);
            }

            @Override
            public Producer<byte[], byte[]> open() {
                return producer;
            }
        };
        var publisher = repairingAtOnce(kafka);
        publisher.start();

        offerExchange();
        await().until(() -> producer.history().size() == 2);

        publisher.close(Duration.ofSeconds(10));
        assertThat(metrics.recordsDropped()).isZero();
    }

    @Test
    void doesNotWaitForConnectionThatDoesNotCome() throws Exception {
        var asked = new CountDownLatch(1);
        var publisher = publisher(() -> {
            asked.countDown();
            new CountDownLatch(1).await();
            throw new KafkaException("never");
        });
        offerExchange();
        publisher.start();
        asked.await();

        publisher.close(Duration.ZERO);

        assertThat(metrics.recordsDropped()).isEqualTo(2);
        assertThat(metrics.balanced()).isTrue();
    }

    @Test
    void dropsTheRecordThatCannotBeRedactedForAnErrorAndSendsTheNext() {
        MockProducer<byte[], byte[]> producer = producer(true);
        var publisher = publisher(() -> producer);
        publisher.start();
        var unreadable = new ProducerRecord<byte[], byte[]>("topic", new byte[0], MESSAGE) {
            @Override
            public byte[] value() {
                if (Thread.currentThread().getName().equals("capture")) {
                    throw new StackOverflowError();
                }
                return super.value();
            }
        };

        queue.offer(unreadable, new ExchangeLedger(metrics, 1, 1));
        offerExchange();
        await().until(() -> producer.history().size() == 2);

        publisher.close(Duration.ofSeconds(10));
        assertThat(dropped("unredacted")).isEqualTo(1);
        assertThat(log.of("RecordFinisher")).containsExactly("a captured record could not be redacted and was dropped");
        assertAllCounted(publisher);
    }

    @Test
    void dropsTheRecordThatTheProducerThrowsAnErrorForAndSendsTheNext() {
        var producer = new BrokenProducer();
        producer.beforeTaking = new NoClassDefFoundError("com/github/luben/zstd/Zstd");
        var publisher = publisher(() -> producer);
        publisher.start();

        offerExchange();
        await().until(() -> producer.history().size() == 1);

        publisher.close(Duration.ofSeconds(10));
        assertThat(dropped("refused")).isEqualTo(1);
        assertThat(metrics.recordsSent()).isEqualTo(1);
        assertAllCounted(publisher);
    }

    @Test
    void countsTheRecordOnceThatTheProducerHadTakenBeforeItThrewAnError() {
        var producer = new BrokenProducer();
        producer.afterTaking = new InternalError("no room");
        var publisher = publisher(() -> producer);
        publisher.start();

        offerExchange();
        await().until(() -> producer.history().size() == 2);

        publisher.close(Duration.ofSeconds(10));
        assertThat(metrics.recordsSent()).isEqualTo(2);
        assertThat(metrics.recordsDropped()).isZero();
        assertAllCounted(publisher);
    }

    @Test
    void triesAgainToConnectAfterAnError() {
        MockProducer<byte[], byte[]> producer = producer(true);
        var opened = new AtomicInteger();
        var publisher = publisher(() -> {
            if (opened.getAndIncrement() == 0) {
                throw new ExceptionInInitializerError("not yet");
            }
            return producer;
        });
        offerExchange();
        publisher.start();

        await().until(() -> producer.history().size() == 2);

        publisher.close(Duration.ofSeconds(10));
        assertThat(registry.get("kagemusha.capture.kafka.failures").counter().count())
                .isEqualTo(1);
        assertAllCounted(publisher);
    }

    @Test
    void goesOnWhateverIsThrown() {
        var failing = new BrokenProducer();
        failing.beforeTaking = new ClusterAuthorizationException("lost");
        failing.atClosing = new StackOverflowError();
        var good = new BrokenProducer();
        good.atClosing = new KafkaException("Failed to close kafka producer");
        var opened = new AtomicInteger();
        var kafka = CaptureKafka.of(() -> opened.getAndIncrement() == 0 ? failing : good);
        var publisher = repairingAtOnce(kafka);
        publisher.start();

        offerExchange();
        offerExchange();
        await().until(() -> good.history().size() == 2);

        publisher.close(Duration.ofSeconds(10));
        assertThat(metrics.recordsDropped()).isEqualTo(2);
        assertThat(log.of("CapturePublisher"))
                .containsExactly(
                        "capture failed: java.lang.StackOverflowError; it goes on with the next record",
                        "capture failed: org.apache.kafka.common.KafkaException: Failed to close kafka producer;"
                                + " it goes on with the next record");
        assertAllCounted(publisher);
    }

    @Test
    void keepsTheProducerThatDoesNotGetItsRecordsAcknowledgedInTime() {
        MockProducer<byte[], byte[]> producer = producer(false);
        var opened = new AtomicInteger();
        var publisher = repairingAtOnce(CaptureKafka.of(() -> {
            opened.incrementAndGet();
            return producer;
        }));
        publisher.start();
        offerExchange();
        await().until(() -> producer.history().size() == 2);

        producer.errorNext(new TimeoutException("Expiring 1 record(s) for topic-0"));
        producer.errorNext(new TimeoutException("Expiring 1 record(s) for topic-0"));
        offerExchange();
        await().until(() -> producer.history().size() == 4);

        assertThat(opened).hasValue(1);
        assertThat(dropped("timeout")).isEqualTo(2);
        while (producer.completeNext()) {
            // Both records of the second exchange
        }
        publisher.close(Duration.ofSeconds(10));
        assertAllCounted(publisher);
    }

    @Test
    void callsStoppedWhatTheProducerGivesUpWhenItIsClosed() {
        var producer =
                new MockProducer<byte[], byte[]>(false, null, new ByteArraySerializer(), new ByteArraySerializer()) {
                    @Override
                    public void close(Duration timeout) {
                        while (errorNext(new KafkaException("Producer is closed forcefully."))) {
                            // As Kafka's own does it to all that it has
                        }
                        super.close(timeout);
                    }
                };
        var publisher = publisher(() -> producer);
        publisher.start();
        offerExchange();
        await().until(() -> producer.history().size() == 2);

        publisher.close(Duration.ZERO);

        assertThat(dropped("stopped")).isEqualTo(2);
        assertThat(log.of("CaptureHealth")).isEmpty();
        assertAllCounted(publisher);
    }

    @Test
    void closesTheProducerInPeaceThatConnectedInSpiteOfAnInterrupt() throws Exception {
        var asked = new CountDownLatch(1);
        var interrupted = new CompletableFuture<Boolean>();
        var producer =
                new MockProducer<byte[], byte[]>(true, null, new ByteArraySerializer(), new ByteArraySerializer()) {
                    @Override
                    public void close(Duration timeout) {
                        interrupted.complete(Thread.currentThread().isInterrupted());
                        super.close(timeout);
                    }
                };
        var publisher = publisher(() -> {
            asked.countDown();
            while (!Thread.currentThread().isInterrupted()) {
                LockSupport.park();
            }
            return producer;
        });
        offerExchange();
        publisher.start();
        asked.await();

        publisher.close(Duration.ZERO);

        assertThat(interrupted).isCompletedWithValue(false);
        assertThat(dropped("stopped")).isEqualTo(2);
    }

    @Test
    void waitsAsLongAsForARepairBeforeItAsksAgainWhoRefusedIt() throws Exception {
        // With the wait for a broker that does not answer, a second each time, nobody would live to see it
        var asked = new CountDownLatch(1000);
        var publisher = repairingAtOnce(CaptureKafka.of(() -> {
            asked.countDown();
            throw new SaslAuthenticationException("Authentication failed");
        }));

        publisher.start();

        assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
        publisher.close(Duration.ZERO);
    }

    @Test
    void makesNoTopicsAnewForDelaysBetweenWhichRecordsAreTaken() {
        var delays = new AtomicInteger();
        var prepared = new AtomicInteger();
        var producer = new LimitedProducer(Integer.MAX_VALUE);
        producer.heldUp = () -> delays.getAndIncrement() % 2 == 0;
        var publisher = repairingAtOnce(new CaptureKafka() {
            @Override
            public void prepare() {
                prepared.incrementAndGet();
            }

            @Override
            public Producer<byte[], byte[]> open() {
                return producer;
            }
        });
        publisher.start();

        offerExchange();
        await().until(() -> producer.history().size() == 2);

        publisher.close(Duration.ofSeconds(10));
        assertThat(delays).hasValue(4);
        assertThat(prepared).hasValue(1);
    }

    private double dropped(String reason) {
        return registry.get("kagemusha.capture.records.dropped")
                .tags("reason", reason)
                .functionCounter()
                .count();
    }

    private void assertAllCounted(CapturePublisher publisher) {
        assertThat(metrics.balanced()).isTrue();
        assertThat(budget.used()).isZero();
        assertThat(publisher.unacknowledged()).isZero();
    }

    /** Throws where it is told to, once each. */
    private static final class BrokenProducer extends MockProducer<byte[], byte[]> {

        private Throwable beforeTaking;
        private Throwable afterTaking;
        private Throwable atClosing;

        BrokenProducer() {
            super(true, null, new ByteArraySerializer(), new ByteArraySerializer());
        }

        @Override
        public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback callback) {
            Throwable before = beforeTaking;
            beforeTaking = null;
            throwUnlessNull(before);
            var sent = super.send(record, callback);
            Throwable after = afterTaking;
            afterTaking = null;
            throwUnlessNull(after);
            return sent;
        }

        @Override
        public void close(Duration timeout) {
            super.close(timeout);
            throwUnlessNull(atClosing);
        }

        private static void throwUnlessNull(Throwable throwable) {
            if (throwable instanceof Error error) {
                throw error;
            }
            if (throwable instanceof RuntimeException exception) {
                throw exception;
            }
        }
    }

    /** Answers as Kafka's own producer does: with the callback, on the thread that sends. */
    private static final class LimitedProducer extends MockProducer<byte[], byte[]> {

        private final int limit;
        private RuntimeException fault;
        private BooleanSupplier heldUp = () -> false;

        LimitedProducer(int limit) {
            super(true, null, new ByteArraySerializer(), new ByteArraySerializer());
            this.limit = limit;
        }

        @Override
        public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback callback) {
            RuntimeException failure = fault;
            if (failure == null && heldUp.getAsBoolean()) {
                failure = new TimeoutException("Topic topic not present in metadata after 1000 ms.");
            } else if (failure == null && record.value().length > limit) {
                failure = new RecordTooLargeException("too large");
            }
            if (failure == null) {
                return super.send(record, callback);
            }
            callback.onCompletion(null, failure);
            return CompletableFuture.failedFuture(failure);
        }
    }
}

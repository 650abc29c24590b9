package io.kagemusha.proxy.capture;

import io.kagemusha.common.admin.Condition;
import io.kagemusha.common.configuration.CaptureSettings;
import io.kagemusha.common.configuration.Configuration;
import io.kagemusha.common.exchange.Selection;
import io.kagemusha.common.http.Body;
import io.kagemusha.common.record.RecordWriter;
import io.kagemusha.common.topic.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.producer.Producer;

/** Copies exchanges to Kafka. Its methods never block but {@link #close}; they are safe for use by several threads. */
public final class Capture {

    /** Records come and go while they are counted; among that many attempts is one at which they do not. */
    private static final int BALANCE_ATTEMPTS = 100;

    private final CaptureSettings settings;
    private final CaptureBudget budget;
    private final CaptureMetrics metrics;
    private final CaptureQueue queue;
    private final RecordWriter writer;
    private final CaptureHealth health;
    private final CapturePublisher publisher;

    Capture(CaptureSettings settings, Topics topics, CaptureKafka kafka, MeterRegistry registry) {
        this.settings = settings;
        this.budget = new CaptureBudget(settings.bufferBytes());
        this.metrics = new CaptureMetrics(registry);
        this.queue = new CaptureQueue(budget, metrics);
        this.writer = new RecordWriter(topics.requests(), topics.responses());
        this.health = new CaptureHealth(budget, metrics, registry);
        var finisher = new RecordFinisher(settings.redact(), metrics);
        this.publisher = new CapturePublisher(queue, budget, finisher, kafka, health);
        registry.gauge("kagemusha.capture.buffered.bytes", budget, CaptureBudget::used);
        registry.gauge("kagemusha.capture.records.inflight", this, Capture::recordsInFlight);
        registry.gauge("kagemusha.capture.unbalanced", this, Capture::unbalanced);
        publisher.start();
    }

    /**
     * Starts to capture. Whether Kafka is there does not matter: it is connected to when it is.
     *
     * @throws org.apache.kafka.common.config.ConfigException when the client properties are wrong in themselves
     */
    public static Capture start(Configuration configuration, MeterRegistry registry) {
        return start(configuration, registry, CaptureKafka.of(configuration));
    }

    /** Starts to capture to the producer that {@code connect} opens; it is called until it does not fail. */
    public static Capture start(
            Configuration configuration, MeterRegistry registry, Callable<Producer<byte[], byte[]>> connect) {
        return start(configuration, registry, CaptureKafka.of(connect));
    }

    private static Capture start(Configuration configuration, MeterRegistry registry, CaptureKafka kafka) {
        return new Capture(configuration.proxy().capture(), Topics.of(configuration.topics()), kafka, registry);
    }

    /** What is wrong with the client properties of a node that captures, one line each. */
    public static List<String> faults(Configuration configuration) {
        return CaptureKafka.faults(configuration);
    }

    /** Whether the settings ask for exchanges of that many selected backends. */
    public boolean wants(int backends) {
        return switch (settings.when()) {
            case SHADOWED -> backends > 1;
            case ALWAYS -> true;
            case NEVER -> false;
        };
    }

    /** Begins to capture an exchange of which it is not decided yet who takes part. */
    public ExchangeCapture begin() {
        return new ExchangeCapture(this);
    }

    /** That body as it is captured: cut where it is longer than the limit, with length and digest of the whole. */
    public Body captured(byte[] body) {
        int kept = settings.maxBodyBytes();
        return body.length <= kept
                ? Body.of(body)
                : new Body(Arrays.copyOf(body, kept), body.length, BodyBuffer.sha256(body));
    }

    public CaptureMetrics metrics() {
        return metrics;
    }

    /** Whether Kafka takes what is captured. */
    public Condition condition() {
        return health.condition();
    }

    private long recordsInFlight() {
        return queue.size() + publisher.unacknowledged();
    }

    /** The records that are neither sent nor dropped nor in flight: none, or capture has lost count of them. */
    long unbalanced() {
        long difference = metrics.recordsOpen() - recordsInFlight();
        for (int i = 0; i < BALANCE_ATTEMPTS && difference != 0; i++) {
            difference = metrics.recordsOpen() - recordsInFlight();
        }
        return difference;
    }

    CaptureQueue queue() {
        return queue;
    }

    RecordWriter writer() {
        return writer;
    }

    BodyBuffer newBody() {
        return new BodyBuffer(budget, settings.maxBodyBytes());
    }

    ExchangeLedger newLedger(Selection selection) {
        int backends = selection.backends().size();
        return new ExchangeLedger(metrics, 1 + backends, backends - 1);
    }

    /** Sends what is queued within {@code timeout}; what Kafka did not take by then is counted as dropped. Blocks. */
    public void close(Duration timeout) {
        publisher.close(timeout);
    }
}

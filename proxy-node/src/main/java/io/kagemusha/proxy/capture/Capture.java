package io.kagemusha.proxy.capture;

import io.kagemusha.common.configuration.CaptureSettings;
import io.kagemusha.common.configuration.Configuration;
import io.kagemusha.common.exchange.Selection;
import io.kagemusha.common.record.RecordWriter;
import io.kagemusha.common.topic.TopicCreator;
import io.kagemusha.common.topic.TopicException;
import io.kagemusha.common.topic.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Copies exchanges to Kafka. Its methods never block but {@link #close}; they are safe for use by several threads. */
public final class Capture {

    private static final Duration TOPICS_WITHIN = Duration.ofSeconds(10);

    private final CaptureSettings settings;
    private final CaptureBudget budget;
    private final CaptureMetrics metrics;
    private final CaptureQueue queue;
    private final RecordWriter writer;
    private final CapturePublisher publisher;

    Capture(
            CaptureSettings settings,
            Topics topics,
            Callable<Producer<byte[], byte[]>> connect,
            MeterRegistry registry) {
        this.settings = settings;
        this.budget = new CaptureBudget(settings.bufferBytes());
        this.metrics = new CaptureMetrics(registry);
        this.queue = new CaptureQueue(budget, metrics);
        this.writer = new RecordWriter(topics.requests(), topics.responses());
        this.publisher = new CapturePublisher(queue, budget, connect);
        registry.gauge("kagemusha.capture.buffered.bytes", budget, CaptureBudget::used);
        publisher.start();
    }

    /**
     * Starts to capture. Whether Kafka is there does not matter: it is connected to when it is.
     *
     * @throws org.apache.kafka.common.config.ConfigException when the client properties are wrong in themselves
     */
    public static Capture start(Configuration configuration, MeterRegistry registry) {
        CaptureSettings settings = configuration.proxy().capture();
        Map<String, Object> properties = properties(configuration.kafka(), settings);
        ProducerConfig.configDef().parse(properties);
        return start(configuration, registry, () -> connect(configuration, properties));
    }

    /** Starts to capture to the producer that {@code connect} opens; it is called until it does not fail. */
    public static Capture start(
            Configuration configuration, MeterRegistry registry, Callable<Producer<byte[], byte[]>> connect) {
        return new Capture(configuration.proxy().capture(), Topics.of(configuration.topics()), connect, registry);
    }

    /** Makes the topics before the first record asks for one, because a broker that makes them itself makes them wrong. */
    private static Producer<byte[], byte[]> connect(Configuration configuration, Map<String, Object> properties)
            throws TopicException {
        Admin admin = Admin.create(new HashMap<>(configuration.kafka()));
        try {
            new TopicCreator(admin, TOPICS_WITHIN).create(configuration);
        } finally {
            // Without a bound it waits for calls that Kafka will not answer
            admin.close(Duration.ZERO);
        }
        return new KafkaProducer<>(properties);
    }

    /** What capture wants, and above it the given client properties. */
    private static Map<String, Object> properties(Map<String, String> kafka, CaptureSettings settings) {
        Map<String, Object> properties = new HashMap<>();
        properties.put(ProducerConfig.CLIENT_ID_CONFIG, "kagemusha-proxy");
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, 128 * 1024);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 1000);
        properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, settings.bufferBytes());
        properties.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1000);
        properties.putAll(kafka);
        properties.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        properties.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        return properties;
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

    public CaptureMetrics metrics() {
        return metrics;
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

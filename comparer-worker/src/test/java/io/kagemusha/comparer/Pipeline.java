package io.kagemusha.comparer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kagemusha.common.configuration.CompareSettings;
import io.kagemusha.common.configuration.TopicSettings;
import io.kagemusha.common.exchange.RequestRecord;
import io.kagemusha.common.exchange.ResponseRecord;
import io.kagemusha.common.hook.BackendFinished;
import io.kagemusha.common.record.RecordWriter;
import io.kagemusha.common.topic.Topics;
import io.kagemusha.comparer.finish.CurrentComparing;
import io.kagemusha.comparer.finish.FinishStages;
import io.kagemusha.comparer.finish.HookCalls;
import io.kagemusha.comparer.finish.HookMemory;
import io.kagemusha.comparer.join.FullPartitions;
import io.kagemusha.comparer.join.IdlePartitions;
import io.kagemusha.comparer.join.JoinStage;
import io.kagemusha.comparer.metric.ComparerMetrics;
import io.kagemusha.comparer.publish.EventLimits;
import io.kagemusha.comparer.publish.EventWriter;
import io.kagemusha.comparer.publish.FailedRecords;
import io.kagemusha.comparer.publish.MismatchTopics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;

/**
 * The whole topology in Kafka's test driver: records go in at chosen broker times, the process's clock is turned by hand,
 * hooks run on the test's thread unless it says otherwise.
 */
public final class Pipeline implements AutoCloseable {

    public static final Duration JOIN_TIMEOUT = Duration.ofSeconds(30);
    public static final Topics TOPICS = Topics.of(new TopicSettings("shadow.", "mismatches", 1, (short) 1));

    private static final ObjectMapper JSON = new ObjectMapper();

    private final AtomicLong monotonicMillis = new AtomicLong(1_000_000);
    private final AtomicLong provenReadUntil = new AtomicLong(IdlePartitions.NEVER);
    private final RecordWriter writer = new RecordWriter(TOPICS.requests(), TOPICS.responses());
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final TopologyTestDriver driver;
    private final TestInputTopic<byte[], byte[]> requests;
    private final TestInputTopic<byte[], byte[]> responses;
    private final Topics topics;
    private final FullPartitions full = new FullPartitions();
    private final CurrentComparing comparing;
    private final ComparerMetrics metrics = new ComparerMetrics(registry);
    private final String description;
    private Instant brokerTime = Instant.parse("2026-01-02T03:04:05Z");

    public Pipeline(Setup setup) {
        comparing = new CurrentComparing(setup.settings());
        var topology = topology(setup);
        description = topology.describe().toString();
        driver = new TopologyTestDriver(topology, properties(setup), brokerTime);
        topics = setup.topics;
        requests = input(topics.requests());
        responses = input(topics.responses());
    }

    private Topology topology(Setup setup) {
        var hooks = new HookCalls(setup.hooks, duration -> {}, metrics);
        var finish = new FinishStages(
                comparing, hooks, setup.hookThreads, monotonicMillis::get, metrics, new HookMemory(setup.hookMemory));
        var events = new EventWriter(setup.inlineBytes);
        var limits = new EventLimits(setup.eventBytes, setup.entryBytes);
        var join = new JoinStage(setup.topics, finish, events, limits, partition -> provenReadUntil.get(), full);
        var mismatches = new MismatchTopics(setup.topics, setup.createTopic, metrics);
        return ComparerTopology.build(setup.topics, join, mismatches);
    }

    private Properties properties(Setup setup) {
        var properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "comparer-test");
        properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, setup.cacheBytes);
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        properties.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, FailedRecords.class);
        var limits = new EventLimits(setup.eventBytes, setup.entryBytes);
        properties.put(FailedRecords.TARGET, new FailedRecords.Target(setup.topics.deadLetters(), limits, metrics));
        return properties;
    }

    private TestInputTopic<byte[], byte[]> input(String topic) {
        return driver.createInputTopic(topic, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** What may differ from test to test. */
    public static final class Setup {
        private List<BackendFinished> hooks = List.of();
        private Supplier<ExecutorService> hookThreads = DirectExecutor::new;
        private long hookMemory = Long.MAX_VALUE;
        private boolean onlyComplete;
        private int inlineBodyBytes = 4096;
        private int eventBytes = 1 << 20;
        private int entryBytes = 1 << 20;
        private long cacheBytes = 10 << 20;
        private IntSupplier inlineBytes = () -> inlineBodyBytes;
        private Topics topics = TOPICS;
        private MismatchTopics.Creation createTopic = topic -> null;

        public Setup topics(Topics newTopics, MismatchTopics.Creation create) {
            topics = newTopics;
            createTopic = create;
            return this;
        }

        public Setup hooks(BackendFinished... newHooks) {
            hooks = List.of(newHooks);
            return this;
        }

        public Setup hookThreads(Supplier<ExecutorService> threads) {
            hookThreads = threads;
            return this;
        }

        /** How many bytes of records may wait for hooks. */
        public Setup hookMemory(long bytes) {
            hookMemory = bytes;
            return this;
        }

        public Setup onlyComplete() {
            onlyComplete = true;
            return this;
        }

        public Setup inlineBodyBytes(int bytes) {
            inlineBodyBytes = bytes;
            return this;
        }

        /** How much of a body stands in an event, asked for each. */
        public Setup inlineBytes(IntSupplier bytes) {
            inlineBytes = bytes;
            return this;
        }

        public Setup eventBytes(int bytes) {
            eventBytes = bytes;
            return this;
        }

        /** What Kafka Streams may keep in its caches. */
        public Setup cacheBytes(long bytes) {
            cacheBytes = bytes;
            return this;
        }

        public Setup entryBytes(int bytes) {
            entryBytes = bytes;
            return this;
        }

        public CompareSettings settings() {
            return new CompareSettings(JOIN_TIMEOUT, onlyComplete, List.of(), List.of(), List.of(), inlineBodyBytes);
        }
    }

    /** The broker's clock goes on. */
    public void pass(Duration duration) {
        brokerTime = brokerTime.plus(duration);
    }

    /** The process's clock goes on, and it becomes known that nothing is left to be read. */
    public void passIdle(Duration duration) {
        provenReadUntil.set(monotonicMillis.addAndGet(duration.toMillis()));
        tick();
    }

    /** The process's clock goes on, and nothing is known of what is left to be read. */
    public void passUnproven(Duration duration) {
        monotonicMillis.addAndGet(duration.toMillis());
        tick();
    }

    public void tick() {
        driver.advanceWallClockTime(Duration.ofSeconds(1));
    }

    /** The three records of an exchange whose responses differ. */
    public void pipeMismatch(String requestId) {
        var selection = Exchanges.selection(requestId, "production", "staging");
        pipe(Exchanges.request(selection));
        pipe(Exchanges.response(selection, "production", "{\"a\":1}"));
        pipe(Exchanges.response(selection, "staging", "{\"a\":2}"));
    }

    /** Whether no more should be read. */
    public boolean isFull() {
        return full.contains(0);
    }

    /** The settings are others from now on. */
    public void compareBy(CompareSettings settings) {
        comparing.replace(settings);
    }

    /** The topology as it is described. */
    public String description() {
        return description;
    }

    public void pipe(RequestRecord record) {
        pipe(writer.write(record));
    }

    public void pipe(ResponseRecord record) {
        pipe(writer.write(record));
    }

    public void pipe(ProducerRecord<byte[], byte[]> record) {
        var topic = record.topic().equals(TOPICS.requests()) ? requests : responses;
        topic.pipeInput(new TestRecord<>(record.key(), record.value(), record.headers(), brokerTime));
    }

    public List<JsonNode> outcomes() {
        return json(read(TOPICS.outcomes()));
    }

    public List<JsonNode> mismatches() {
        return json(read(TOPICS.mismatches()));
    }

    public List<TestRecord<byte[], byte[]>> read(String topic) {
        return driver.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readRecordsToList();
    }

    /** The names of the outcomes, each behind its request id and shadow. */
    public List<String> verdicts() {
        return outcomes().stream().map(Pipeline::verdict).toList();
    }

    /** The name of an outcome behind its request id and shadow. */
    public static String verdict(JsonNode outcome) {
        return outcome.get("requestId").asText() + "/"
                + outcome.get("shadow").get("backend").asText() + " "
                + outcome.get("outcome").asText();
    }

    public KeyValueStore<Bytes, byte[]> store() {
        return driver.getKeyValueStore(JoinStage.STORE);
    }

    public List<KeyValue<Bytes, byte[]>> storeEntries() {
        var entries = new ArrayList<KeyValue<Bytes, byte[]>>();
        try (var all = store().all()) {
            all.forEachRemaining(entries::add);
        }
        return entries;
    }

    public double count(String meter, String... tags) {
        var counters = registry.find("kagemusha.comparer." + meter).tags(tags).counters();
        return counters.stream().mapToDouble(c -> c.count()).sum();
    }

    public double gauge(String meter, String... tags) {
        return registry.get("kagemusha.comparer." + meter).tags(tags).gauge().value();
    }

    public static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }

    /** Every record and every outcome is accounted for, whatever the test did. */
    @Override
    public void close() {
        double records = gauge("unaccounted", "what", "records");
        double outcomes = gauge("unaccounted", "what", "outcomes");
        driver.close();
        assertThat(records).as("unaccounted records").isZero();
        assertThat(outcomes).as("unaccounted outcomes").isZero();
    }

    /** The JSON of an event. */
    public static JsonNode json(byte[] event) {
        try {
            return JSON.readTree(event);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<JsonNode> json(List<TestRecord<byte[], byte[]>> records) {
        return records.stream().map(record -> json(record.value())).toList();
    }
}

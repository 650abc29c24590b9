package io.kagemusha.standalone.comparer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kagemusha.common.configuration.CompareSettings;
import io.kagemusha.common.configuration.Configuration;
import io.kagemusha.common.configuration.ConfigurationLoader;
import io.kagemusha.common.configuration.Part;
import io.kagemusha.common.configuration.TopicSettings;
import io.kagemusha.common.exchange.RequestRecord;
import io.kagemusha.common.exchange.ResponseRecord;
import io.kagemusha.common.exchange.Result;
import io.kagemusha.common.exchange.Selection;
import io.kagemusha.common.exchange.Timings;
import io.kagemusha.common.hook.BackendFinished;
import io.kagemusha.common.http.Body;
import io.kagemusha.common.http.Headers;
import io.kagemusha.common.http.RequestMessage;
import io.kagemusha.common.http.ResponseMessage;
import io.kagemusha.common.record.RecordWriter;
import io.kagemusha.common.topic.TopicCreator;
import io.kagemusha.common.topic.Topics;
import io.kagemusha.comparer.ComparerWorker;
import io.kagemusha.standalone.broker.TestKafka;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Workers on a Kafka, and a producer that does what proxy nodes do, with topics of their own. What the workers have counted
 * must balance at the end.
 */
final class ComparerLab implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final AtomicInteger LABS = new AtomicInteger();

    private final TestKafka kafka;
    private final Duration joinTimeout;
    private final Topics topics;
    private final RecordWriter writer;
    private final List<ComparerWorker> workers = new ArrayList<>();
    private final List<SimpleMeterRegistry> metrics = new ArrayList<>();

    /**
     * @param kafka stays the caller's to close
     */
    ComparerLab(TestKafka kafka, Duration joinTimeout) {
        this.kafka = kafka;
        this.joinTimeout = joinTimeout;
        String prefix = "lab" + LABS.incrementAndGet() + ".";
        this.topics = Topics.of(new TopicSettings(prefix, "mismatches", 4, (short) 1));
        this.writer = new RecordWriter(topics.requests(), topics.responses());
    }

    Topics topics() {
        return topics;
    }

    /** The group of the workers. */
    String applicationId() {
        return prefix() + "comparer";
    }

    private String prefix() {
        return topics.requests().substring(0, topics.requests().indexOf('.') + 1);
    }

    /** The configuration file of a worker. */
    String yaml() {
        return """
                kafka:
                  bootstrap.servers: "%s"
                  session.timeout.ms: 6000
                  transaction.timeout.ms: 6000
                topics: { prefix: "%s", partitions: 4, replication: 1 }
                compare: { join-timeout: %dms }
                admin: { address: "127.0.0.1:0" }
                """.formatted(kafka.bootstrapServers(), prefix(), joinTimeout.toMillis());
    }

    Configuration configuration() throws Exception {
        return ConfigurationLoader.parse(yaml(), Path.of(""), Map.of(), Set.of(Part.KAFKA));
    }

    /** Settings by which differences at that pointer are accepted. */
    static CompareSettings ignoring(String pointer) throws Exception {
        String yaml = "compare: { rules: [ { name: ignored, paths: [%s], action: ignore } ] }".formatted(pointer);
        return ConfigurationLoader.parse(yaml, Path.of(""), Map.of(), Set.of()).compare();
    }

    ComparerWorker startWorker(BackendFinished... hooks) throws Exception {
        return start(configuration(), hooks);
    }

    /** Starts a worker with one more property of Kafka's. */
    ComparerWorker startWorkerWith(String property) throws Exception {
        String yaml = yaml().replace("kafka:", "kafka:\n  " + property);
        return start(ConfigurationLoader.parse(yaml, Path.of(""), Map.of(), Set.of(Part.KAFKA)));
    }

    /** Starts a worker whose mismatch topics have names of that form. */
    ComparerWorker startWorkerNaming(String mismatches) throws Exception {
        String yaml = yaml().replace("topics: {", "topics: { mismatches: \"" + mismatches + "\",");
        return start(ConfigurationLoader.parse(yaml, Path.of(""), Map.of(), Set.of(Part.KAFKA)));
    }

    private ComparerWorker start(Configuration configuration, BackendFinished... hooks) throws Exception {
        var registry = new SimpleMeterRegistry();
        var worker = ComparerWorker.start(configuration, List.of(hooks), registry);
        workers.add(worker);
        metrics.add(registry);
        return worker;
    }

    /** A counter's value, over all workers. */
    double count(String meter) {
        return metrics.stream()
                .flatMap(registry -> registry.find("kagemusha.comparer." + meter).counters().stream())
                .mapToDouble(Counter::count)
                .sum();
    }

    KafkaProducer<byte[], byte[]> producer() {
        Map<String, Object> properties = Map.of("bootstrap.servers", kafka.bootstrapServers(), "linger.ms", 5);
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    }

    /** Makes those that are missing, and waits for the leaders of all. */
    void createTopics() throws Exception {
        try (var admin = admin()) {
            new TopicCreator(admin, PATIENCE).create(configuration());
        }
    }

    void send(List<ProducerRecord<byte[], byte[]>> records) throws Exception {
        try (var producer = producer()) {
            for (var record : records) {
                producer.send(record).get();
            }
        }
    }

    /** The request, the master's and the shadow's response of an exchange, in which the shadow answers differently. */
    List<ProducerRecord<byte[], byte[]>> exchange(String requestId) {
        return exchange(requestId, "{\"a\":1}", "{\"a\":2}");
    }

    List<ProducerRecord<byte[], byte[]>> exchange(String requestId, String reference, String shadow) {
        return exchange(requestId, "default", reference, shadow);
    }

    /** The records of an exchange by that route. */
    List<ProducerRecord<byte[], byte[]>> exchangeBy(String route, String requestId) {
        return exchange(requestId, route, "{\"a\":1}", "{\"a\":2}");
    }

    private List<ProducerRecord<byte[], byte[]>> exchange(
            String requestId, String route, String reference, String shadow) {
        var selection = new Selection(requestId, "node-1", route, List.of("production", "staging"), "production");
        var time = Instant.parse("2026-01-02T03:04:05Z");
        var request = new RequestMessage("GET", "/", "HTTP/1.1", new Headers(), Body.EMPTY, new Headers());
        return List.of(
                writer.write(new RequestRecord(selection, time, "192.0.2.1", request)),
                writer.write(new ResponseRecord(selection, "production", time, true, result(reference))),
                writer.write(new ResponseRecord(selection, "staging", time, false, result(shadow))));
    }

    private static Result result(String json) {
        var headers = Headers.of("Content-Type", "application/json");
        var body = Body.of(json.getBytes(UTF_8));
        var message = new ResponseMessage(200, "OK", "HTTP/1.1", headers, body, new Headers());
        return new Result(message, null, Timings.NONE, null);
    }

    /** What was committed to a topic up to now. */
    List<JsonNode> committed(String topic) throws Exception {
        Map<String, Object> properties = Map.of(
                "bootstrap.servers", kafka.bootstrapServers(),
                "isolation.level", "read_committed",
                "auto.offset.reset", "earliest");
        var events = new ArrayList<JsonNode>();
        try (var consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            var partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            var ends = endsForWriters(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (var record : consumer.poll(Duration.ofMillis(100))) {
                    events.add(JSON.readTree(record.value()));
                }
            }
        }
        return events;
    }

    /**
     * Where the partitions end for writers: a transaction that is committed has its marker in one partition before it has
     * it in another, and until then there seems to be less in that.
     */
    private Map<TopicPartition, Long> endsForWriters(List<TopicPartition> partitions) {
        Map<String, Object> properties =
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "isolation.level", "read_uncommitted");
        try (var consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            return consumer.endOffsets(partitions);
        }
    }

    /** The request ids and names of the outcomes committed up to now. */
    List<String> outcomes() throws Exception {
        return committed(topics.outcomes()).stream()
                .map(o -> o.get("requestId").asText() + " " + o.get("outcome").asText())
                .toList();
    }

    /** Closes the workers; what they leave to others is accounted for like everything else. */
    @Override
    public void close() {
        workers.forEach(ComparerWorker::close);
        assertThat(metrics)
                .flatMap(registry ->
                        registry.find("kagemusha.comparer.unaccounted").gauges())
                .allSatisfy(gauge ->
                        assertThat(gauge.value()).as("%s", gauge.getId()).isZero());
    }
}

package io.kagemusha.standalone.comparer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kagemusha.common.configuration.CompareSettings;
import io.kagemusha.common.configuration.Configuration;
import io.kagemusha.common.configuration.ConfigurationLoader;
import io.kagemusha.common.configuration.Part;
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
import io.kagemusha.comparer.ComparerWorker;
import io.kagemusha.standalone.broker.BrokerOptions;
import io.kagemusha.standalone.broker.EmbeddedBroker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A broker, workers on it, and a producer that does what proxy nodes do. */
final class ComparerLab implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final RecordWriter WRITER = new RecordWriter("shadow.requests", "shadow.responses");

    final EmbeddedBroker broker = new EmbeddedBroker(BrokerOptions.ephemeral());
    final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final List<ComparerWorker> workers = new ArrayList<>();
    private final Duration joinTimeout;

    ComparerLab(Duration joinTimeout) {
        this.joinTimeout = joinTimeout;
        broker.start();
    }

    Configuration configuration() throws Exception {
        String yaml = """
                kafka:
                  bootstrap.servers: %s
                  session.timeout.ms: 6000
                topics: { partitions: 4, replication: 1 }
                compare: { join-timeout: %dms }
                """.formatted(broker.bootstrapServers(), joinTimeout.toMillis());
        return ConfigurationLoader.parse(yaml, Path.of(""), Map.of(), Set.of(Part.KAFKA));
    }

    /** Settings by which differences at that pointer are accepted. */
    static CompareSettings ignoring(String pointer) throws Exception {
        String yaml = "compare: { rules: [ { name: ignored, paths: [%s], action: ignore } ] }".formatted(pointer);
        return ConfigurationLoader.parse(yaml, Path.of(""), Map.of(), Set.of()).compare();
    }

    ComparerWorker startWorker(BackendFinished... hooks) throws Exception {
        var worker = ComparerWorker.start(configuration(), List.of(hooks), metrics);
        workers.add(worker);
        return worker;
    }

    KafkaProducer<byte[], byte[]> producer() {
        Map<String, Object> properties = Map.of("bootstrap.servers", broker.bootstrapServers(), "linger.ms", 5);
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
    }

    void send(List<ProducerRecord<byte[], byte[]>> records) throws Exception {
        try (var producer = producer()) {
            for (var record : records) {
                producer.send(record).get();
            }
        }
    }

    /** The request, the master's and the shadow's response of an exchange, in which the shadow answers differently. */
    static List<ProducerRecord<byte[], byte[]>> exchange(String requestId) {
        return exchange(requestId, "{\"a\":1}", "{\"a\":2}");
    }

    static List<ProducerRecord<byte[], byte[]>> exchange(String requestId, String reference, String shadow) {
        var selection = new Selection(requestId, "node-1", "default", List.of("production", "staging"), "production");
        var time = Instant.parse("2026-01-02T03:04:05Z");
        var request = new RequestMessage("GET", "/", "HTTP/1.1", new Headers(), Body.EMPTY, new Headers());
        return List.of(
                WRITER.write(new RequestRecord(selection, time, "192.0.2.1", request)),
                WRITER.write(new ResponseRecord(selection, "production", time, true, result(reference))),
                WRITER.write(new ResponseRecord(selection, "staging", time, false, result(shadow))));
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
                "bootstrap.servers", broker.bootstrapServers(),
                "isolation.level", "read_committed",
                "auto.offset.reset", "earliest");
        var events = new ArrayList<JsonNode>();
        try (var consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            var partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            var ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (var record : consumer.poll(Duration.ofMillis(100))) {
                    events.add(JSON.readTree(record.value()));
                }
            }
        }
        return events;
    }

    /** The request ids and names of the outcomes committed up to now. */
    List<String> outcomes() throws Exception {
        return committed("shadow.outcomes").stream()
                .map(o -> o.get("requestId").asText() + " " + o.get("outcome").asText())
                .toList();
    }

    @Override
    public void close() {
        workers.forEach(ComparerWorker::close);
        broker.close();
    }
}

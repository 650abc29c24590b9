package io.kagemusha.benchmarks.pipeline;

import io.kagemusha.benchmarks.machine.Bench;
import io.kagemusha.benchmarks.machine.PinnedProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Topics with exchanges that no comparer has read. */
public final class Backlog {

    private final Path configuration;
    private final String bootstrapServers;
    private final RecordedExchanges recorded;

    private Backlog(Path configuration, String bootstrapServers, RecordedExchanges recorded) {
        this.configuration = configuration;
        this.bootstrapServers = bootstrapServers;
        this.recorded = recorded;
    }

    /** Makes topics of that prefix; blocks until they are there. */
    public static Backlog make(Bench bench, String bootstrapServers, String prefix, int partitions) throws IOException {
        Path configuration = bench.write(prefix + "yaml", """
                kafka: { bootstrap.servers: "%s" }
                topics: { prefix: %s, partitions: %d, replication: 1 }
                admin: { address: 127.0.0.1:0 }
                """.formatted(bootstrapServers, prefix, partitions));
        var jar = bench.home().resolve("standalone/target/kagemusha.jar");
        try (PinnedProcess topics = bench.startBeside(
                prefix + "topics", Bench.jar(jar, "topics", "create", "--config", configuration.toString()))) {
            topics.awaitEnd();
        }
        return new Backlog(configuration, bootstrapServers, new RecordedExchanges(prefix));
    }

    /** Puts the exchanges of those numbers into them; blocks until Kafka has them. */
    public void add(int from, int to) {
        produce(from, to, Integer.MAX_VALUE);
    }

    /** The same, but the shadow's response never comes. */
    public void addIncomplete(int from, int to) {
        produce(from, to, 2);
    }

    private void produce(int from, int to, int records) {
        var serializer = new ByteArraySerializer();
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "linger.ms", 20, "compression.type", "lz4"),
                serializer,
                serializer)) {
            for (int i = from; i < to; i++) {
                recorded.records(i).stream().limit(records).forEach(producer::send);
            }
        }
    }

    /** The configuration file of a comparer for these topics. */
    public Path configuration() {
        return configuration;
    }
}

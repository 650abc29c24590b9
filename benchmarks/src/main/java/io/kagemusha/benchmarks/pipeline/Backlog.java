package io.kagemusha.benchmarks.pipeline;

import io.kagemusha.benchmarks.machine.Bench;
import io.kagemusha.benchmarks.machine.PinnedProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Topics that are full of exchanges that no comparer has read. */
public final class Backlog {

    private final Path configuration;

    private Backlog(Path configuration) {
        this.configuration = configuration;
    }

    /** Makes topics of that prefix and puts {@code exchanges} exchanges into them; blocks until Kafka has them. */
    public static Backlog make(Bench bench, String bootstrapServers, String prefix, int partitions, int exchanges)
            throws IOException {
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
        produce(bootstrapServers, new RecordedExchanges(prefix), exchanges);
        return new Backlog(configuration);
    }

    private static void produce(String bootstrapServers, RecordedExchanges recorded, int exchanges) {
        var serializer = new ByteArraySerializer();
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "linger.ms", 20, "compression.type", "lz4"),
                serializer,
                serializer)) {
            for (int i = 0; i < exchanges; i++) {
                for (ProducerRecord<byte[], byte[]> one : recorded.records(i)) {
                    producer.send(one);
                }
            }
        }
    }

    /** The configuration file of a comparer for these topics. */
    public Path configuration() {
        return configuration;
    }
}

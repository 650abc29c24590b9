package io.kagemusha.benchmarks.pipeline;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Counts committed outcomes as they appear. Used by one thread. */
public final class OutcomeCounter implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(20);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private long seen;

    /** Counts from the beginning of the topic. */
    public OutcomeCounter(String bootstrapServers, String prefix, int partitions) {
        var deserializer = new ByteArrayDeserializer();
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
                deserializer,
                deserializer);
        List<TopicPartition> all = IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(prefix + "outcomes", partition))
                .toList();
        consumer.assign(all);
        consumer.seekToBeginning(all);
    }

    /** Waits until there are {@code count} outcomes, and returns the time by {@link System#nanoTime()}. */
    public long await(long count) {
        while (seen < count) {
            seen += consumer.poll(POLL).count();
        }
        return System.nanoTime();
    }

    @Override
    public void close() {
        consumer.close();
    }
}

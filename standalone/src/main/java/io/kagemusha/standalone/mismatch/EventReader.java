package io.kagemusha.standalone.mismatch;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads the topics whose names match a pattern, committed records only, each partition in its order. It belongs to no
 * consumer group and leaves nothing behind in Kafka. Confined to one thread.
 */
public final class EventReader implements AutoCloseable {

    /** How long Kafka is given to answer before it counts as unreachable. */
    public static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Duration POLL = Duration.ofMillis(100);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Pattern topics;
    private final Set<TopicPartition> partitions = new HashSet<>();

    private EventReader(KafkaConsumer<byte[], byte[]> consumer, Pattern topics) {
        this.consumer = consumer;
        this.topics = topics;
    }

    /** Which records are read first. */
    public enum Start {
        /** Those that are there already. */
        BEGINNING,
        /** Those that come after {@link #open} has returned. */
        END
    }

    /**
     * Finds the topics, and blocks until Kafka has told their positions, at most a few times {@link #PATIENCE}.
     *
     * @param kafka client properties, {@code bootstrap.servers} among them
     * @throws org.apache.kafka.common.KafkaException when Kafka cannot be reached or refuses
     */
    public static EventReader open(Map<String, String> kafka, Pattern topics, Start start) {
        var properties = new HashMap<String, Object>(kafka);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
        properties.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
        properties.remove(ConsumerConfig.GROUP_ID_CONFIG);
        var reader = new EventReader(
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer()), topics);
        try {
            reader.begin(start);
            return reader;
        } catch (RuntimeException e) {
            reader.close();
            throw e;
        }
    }

    private void begin(Start start) {
        List<TopicPartition> found = addPartitions();
        switch (start) {
            case BEGINNING -> consumer.seekToBeginning(found);
            case END -> consumer.seekToEnd(found);
        }
        // Seeking is lazy; asking for the position makes it happen now
        found.forEach(consumer::position);
    }

    /** Takes up topics that have come since, from their beginning. Blocks for an answer of Kafka's. */
    public void discover() {
        consumer.seekToBeginning(addPartitions());
    }

    private List<TopicPartition> addPartitions() {
        List<TopicPartition> found = consumer.listTopics().values().stream()
                .flatMap(Collection::stream)
                .filter(partition -> topics.matcher(partition.topic()).matches())
                .map(EventReader::nameOf)
                .filter(partitions::add)
                .toList();
        consumer.assign(partitions);
        return found;
    }

    private static TopicPartition nameOf(PartitionInfo partition) {
        return new TopicPartition(partition.topic(), partition.partition());
    }

    /** Whether no topic of a matching name exists. */
    public boolean nothingToRead() {
        return partitions.isEmpty();
    }

    /**
     * Hands over every record from the present position to where the topics ended when this was called. What an open
     * transaction holds back counts as not yet there.
     */
    public void readToEnd(Consumer<ConsumerRecord<byte[], byte[]>> each) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            poll(each);
        }
    }

    /** Hands over what has come; waits a moment when nothing has. */
    public void poll(Consumer<ConsumerRecord<byte[], byte[]>> each) {
        consumer.poll(POLL).forEach(each);
    }

    @Override
    public void close() {
        consumer.close();
    }
}

package io.kagemusha.standalone.mismatch;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the topics whose names match a pattern, committed records only, each partition in its order. It belongs to no
 * consumer group and leaves nothing behind in Kafka. Confined to one thread.
 */
public final class EventReader implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EventReader.class);

    /** How long Kafka is given to answer before it counts as unreachable. */
    public static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration DISCOVERY = Duration.ofSeconds(2);
    private static final Duration FAREWELL = Duration.ofSeconds(1);

    private final Consumer<byte[], byte[]> consumer;
    private final Pattern topics;
    private final LongSupplier nanoTime;
    private final Set<TopicPartition> partitions = new HashSet<>();
    private long discovered;

    private EventReader(Consumer<byte[], byte[]> consumer, Pattern topics, LongSupplier nanoTime) {
        this.consumer = consumer;
        this.topics = topics;
        this.nanoTime = nanoTime;
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
        var consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        return open(consumer, topics, start, System::nanoTime);
    }

    /** Reads with that consumer, which is closed with the reader, by that clock. */
    static EventReader open(Consumer<byte[], byte[]> consumer, Pattern topics, Start start, LongSupplier nanoTime) {
        var reader = new EventReader(consumer, topics, nanoTime);
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
        if (start == Start.END) {
            consumer.seekToEnd(found);
        }
        // Seeking is lazy; asking for the position makes it happen now
        found.forEach(consumer::position);
    }

    private void discover() {
        try {
            addPartitions();
        } catch (RetriableException e) {
            LOG.debug("Kafka does not answer, asking for new topics again later", e);
        }
    }

    /** Takes up topics that have come since, from their beginning; what is read already goes on where it was. */
    private List<TopicPartition> addPartitions() {
        discovered = nanoTime.getAsLong();
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

    /**
     * Hands over every record from the present position to where the topics ended when this was called. What an open
     * transaction holds back counts as not yet there.
     *
     * @throws TimeoutException when nothing has come for {@link #PATIENCE}, though there should be more
     */
    public void readToEnd(java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> each) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        long left = left(ends);
        long since = nanoTime.getAsLong();
        while (left > 0) {
            poll(each);
            long now = left(ends);
            if (now < left) {
                left = now;
                since = nanoTime.getAsLong();
            } else if (nanoTime.getAsLong() - since > PATIENCE.toNanos()) {
                throw new TimeoutException(
                        "nothing came for " + PATIENCE.toSeconds() + " s, with " + left + " offsets left to read");
            }
        }
    }

    private long left(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream()
                .mapToLong(end -> Math.max(0, end.getValue() - consumer.position(end.getKey())))
                .sum();
    }

    /** Hands over what has come, from new topics too in a while; waits a moment when nothing has. */
    public void poll(java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> each) {
        if (nanoTime.getAsLong() - discovered > DISCOVERY.toNanos()) {
            discover();
        }
        if (partitions.isEmpty()) {
            // Kafka's consumer refuses to poll nothing
            LockSupport.parkNanos(POLL.toNanos());
        } else {
            consumer.poll(POLL).forEach(each);
        }
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(FAREWELL));
    }
}

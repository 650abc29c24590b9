package io.kagemusha.comparer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The consumer of one stream thread, which fetches nothing for tasks that are full: their lag grows in Kafka while other
 * tasks of the thread go on. Kafka Streams pauses partitions too, for reasons of its own and through this class; one is
 * fetched from when neither has paused it. Confined to its thread.
 */
final class PacedConsumer extends KafkaConsumer<byte[], byte[]> {

    private final IntPredicate full;
    private final Set<TopicPartition> pausedByStreams = new HashSet<>();

    /**
     * @param full whether the task of that partition is full; asked before each poll
     */
    PacedConsumer(Map<String, Object> properties, IntPredicate full) {
        super(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.full = full;
    }

    @Override
    public void pause(Collection<TopicPartition> partitions) {
        pausedByStreams.addAll(partitions);
        super.pause(partitions);
    }

    @Override
    public void resume(Collection<TopicPartition> partitions) {
        pausedByStreams.removeAll(partitions);
        super.resume(partitions);
    }

    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        pace();
        return super.poll(timeout);
    }

    /** Pauses what is full, and resumes what is not and nobody else has paused. */
    void pace() {
        Set<TopicPartition> assigned = assignment();
        Set<TopicPartition> paused = paused();
        pausedByStreams.retainAll(assigned);
        var stop = new ArrayList<TopicPartition>();
        var goOn = new ArrayList<TopicPartition>();
        for (TopicPartition partition : assigned) {
            boolean still = full.test(partition.partition()) || pausedByStreams.contains(partition);
            if (still != paused.contains(partition)) {
                (still ? stop : goOn).add(partition);
            }
        }
        super.pause(stop);
        super.resume(goOn);
    }
}

package io.kagemusha.common.topic;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;

/**
 * Sees whether the leaders of partitions have opened them. A leader that has not refuses a producer's first batch, and may
 * have opened the partition when the second comes; it takes that, and from then on the first is out of sequence and lost
 * (KAFKA-15591).
 */
final class PartitionLeaders {

    private PartitionLeaders() {}

    /** Waits for all of them, for half of the time that is left; where one does not answer, says why. */
    static Optional<String> await(Admin admin, Collection<TopicDescription> topics, Deadline deadline)
            throws TopicException {
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        for (TopicDescription topic : topics) {
            topic.partitions()
                    .forEach(partition ->
                            ends.put(new TopicPartition(topic.name(), partition.partition()), OffsetSpec.latest()));
        }
        try {
            var options = new ListOffsetsOptions().timeoutMs(deadline.leftMillis() / 2);
            deadline.await(admin.listOffsets(ends, options).all());
            return Optional.empty();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            return Optional.of("topics: not every leader of a partition has answered (expected: all of them, or what is"
                    + " first written there may be lost), " + cause.getMessage());
        }
    }
}

package io.kagemusha.standalone.comparer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kagemusha.standalone.broker.TestKafka;
import io.kagemusha.standalone.cluster.Committed;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** A hook that blocks for one partition, with more exchanges behind it than are kept in memory. */
class SlowHookIT {

    private static final int PARTITIONS = 4;
    private static final int EACH = 8_000;

    /** With the hooks, and what Kafka Streams fetches before it is paused: its buffer, and a poll beyond that. */
    private static final long MOST_READ = 5_000;

    private static final int BLOCKED = 1;

    private final CountDownLatch go = new CountDownLatch(1);
    private final Map<String, Integer> partitions = new ConcurrentHashMap<>();

    @Test
    void leavesTheRestOfItsPartitionInKafkaAndHoldsUpNoOther() throws Exception {
        try (var kafka = TestKafka.start();
                var lab = new ComparerLab(kafka, ComparerLab.PATIENCE)) {
            // Given
            lab.createTopics();
            produce(lab);
            var committed = new Committed(kafka.bootstrapServers());
            String outcomes = lab.topics().outcomes();

            // When
            lab.startWorker(exchange -> {
                if (partitions.get(exchange.selection().requestId()) == BLOCKED) {
                    go.await();
                }
            });

            // Then
            await().atMost(ComparerLab.PATIENCE)
                    .until(() -> committed.ids(outcomes).size() == (PARTITIONS - 1) * EACH);
            assertThat(read(lab)).isBetween(1_000L, MOST_READ);
            go.countDown();
            await().atMost(ComparerLab.PATIENCE)
                    .until(() -> committed.ids(outcomes).size() == PARTITIONS * EACH);
            assertThat(committed.ids(outcomes)).doesNotHaveDuplicates();
        }
    }

    private void produce(ComparerLab lab) {
        try (var producer = lab.producer()) {
            for (int i = 0; i < PARTITIONS * EACH; i++) {
                String requestId = "x" + i;
                int partition = i % PARTITIONS;
                partitions.put(requestId, partition);
                for (var record : lab.exchange(requestId)) {
                    var unused = producer.send(new ProducerRecord<>(
                            record.topic(), partition, record.key(), record.value(), record.headers()));
                }
            }
        }
    }

    /** How many requests of the blocked partition have been read. */
    private static long read(ComparerLab lab) throws Exception {
        try (var admin = lab.admin()) {
            var offsets = admin.listConsumerGroupOffsets(lab.applicationId())
                    .partitionsToOffsetAndMetadata()
                    .get();
            return offsets.get(new TopicPartition(lab.topics().requests(), BLOCKED))
                    .offset();
        }
    }
}

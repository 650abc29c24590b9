package io.kagemusha.standalone.mismatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kagemusha.standalone.mismatch.EventReader.Start;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

/** A broker that goes away while it is read from; each poll takes a second. */
class EventReaderTest {

    private static final TopicPartition PARTITION = new TopicPartition("shadow.mismatches", 0);
    private static final Duration POLL = Duration.ofSeconds(1);

    private final AtomicLong nanoTime = new AtomicLong();
    private final List<Long> read = new ArrayList<>();
    private final List<ConsumerRecord<byte[], byte[]>> coming = new ArrayList<>();
    private int silence;

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest") {
        @Override
        public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            if (nanoTime.addAndGet(POLL.toNanos()) > Duration.ofMinutes(5).toNanos()) {
                throw new IllegalStateException("polled for ever");
            }
            if (silence-- <= 0 && !coming.isEmpty()) {
                addRecord(coming.remove(0));
                silence = 8;
            }
            return super.poll(timeout);
        }
    };

    @Test
    void givesUpWhenNothingComesAnyMore() {
        // Given
        topicOf(5);
        come(2);
        try (var reader = open()) {
            // When, then
            assertThatThrownBy(() -> reader.readToEnd(record -> read.add(record.offset())))
                    .isInstanceOf(TimeoutException.class)
                    .hasMessage("nothing came for 10 s, with 3 offsets left to read");
            assertThat(read).containsExactly(0L, 1L);
        }
    }

    @Test
    void waitsAsLongAsSomethingComesNowAndThen() {
        // Given
        topicOf(5);
        come(5);
        try (var reader = open()) {
            // When
            reader.readToEnd(record -> read.add(record.offset()));

            // Then
            assertThat(read).containsExactly(0L, 1L, 2L, 3L, 4L);
        }
    }

    private EventReader open() {
        return EventReader.open(consumer, Pattern.compile("shadow\\.mismatches"), Start.BEGINNING, nanoTime::get);
    }

    private void topicOf(long end) {
        var node = Node.noNode();
        consumer.updatePartitions(
                PARTITION.topic(),
                List.of(new PartitionInfo(PARTITION.topic(), 0, node, new Node[] {node}, new Node[] {node})));
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        consumer.updateEndOffsets(Map.of(PARTITION, end));
    }

    private void come(int records) {
        for (int offset = 0; offset < records; offset++) {
            coming.add(new ConsumerRecord<>(PARTITION.topic(), 0, offset, new byte[0], new byte[0]));
        }
    }
}

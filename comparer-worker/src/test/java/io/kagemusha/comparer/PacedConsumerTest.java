package io.kagemusha.comparer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PacedConsumerTest {

    private static final TopicPartition REQUESTS_0 = new TopicPartition("requests", 0);
    private static final TopicPartition RESPONSES_0 = new TopicPartition("responses", 0);
    private static final TopicPartition REQUESTS_1 = new TopicPartition("requests", 1);
    private static final TopicPartition RESPONSES_1 = new TopicPartition("responses", 1);

    private final Set<Integer> full = new HashSet<>();
    private final PacedConsumer consumer =
            new PacedConsumer(Map.of("bootstrap.servers", "127.0.0.1:1"), full::contains);

    @BeforeEach
    void assign() {
        consumer.assign(List.of(REQUESTS_0, RESPONSES_0, REQUESTS_1, RESPONSES_1));
    }

    @AfterEach
    void close() {
        consumer.close();
    }

    @Test
    void fetchesNothingOfWhatIsFull() {
        full.add(1);

        consumer.pace();

        assertThat(consumer.paused()).containsExactlyInAnyOrder(REQUESTS_1, RESPONSES_1);
    }

    @Test
    void goesOnWhereThereIsRoomAgain() {
        full.add(1);
        consumer.pace();
        full.clear();

        consumer.pace();

        assertThat(consumer.paused()).isEmpty();
    }

    @Test
    void leavesPausedWhatKafkaStreamsHasPaused() {
        consumer.pause(List.of(REQUESTS_0, REQUESTS_1));
        full.add(1);
        consumer.pace();
        full.clear();

        consumer.pace();

        assertThat(consumer.paused()).containsExactlyInAnyOrder(REQUESTS_0, REQUESTS_1);
    }

    @Test
    void pausesAnewWhatKafkaStreamsResumesWhileItIsFull() {
        consumer.pause(List.of(REQUESTS_0, REQUESTS_1));
        full.add(1);
        consumer.pace();
        consumer.resume(List.of(REQUESTS_0, REQUESTS_1));

        consumer.pace();
        Set<TopicPartition> whileFull = Set.copyOf(consumer.paused());
        full.clear();
        consumer.pace();

        assertThat(whileFull).containsExactlyInAnyOrder(REQUESTS_1, RESPONSES_1);
        assertThat(consumer.paused()).isEmpty();
    }

    @Test
    void forgetsWhatItIsNoLongerAssigned() {
        consumer.pause(List.of(REQUESTS_0));
        consumer.assign(List.of(REQUESTS_1));
        consumer.pace();

        consumer.assign(List.of(REQUESTS_0, REQUESTS_1));
        consumer.pace();

        assertThat(consumer.paused()).isEmpty();
    }
}

package io.kagemusha.standalone.mismatch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kagemusha.standalone.broker.TestKafka;
import io.kagemusha.standalone.mismatch.EventReader.Start;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventReaderIT {

    private static final Pattern TOPICS = Pattern.compile("shadow\\.mismatches\\..+");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final TestKafka broker = TestKafka.start();
    private final List<String> read = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        create("shadow.mismatches.a", 3);
        create("shadow.outcomes", 1);
    }

    @Test
    void waitsForTopicsThatAreNotThereYet() throws Exception {
        // Given
        try (var reader = EventReader.open(
                Map.of("bootstrap.servers", broker.bootstrapServers()), Pattern.compile("later"), Start.END)) {
            reader.readToEnd(this::add);

            // When
            create("later", 1);
            send("later", "first");

            // Then
            await().pollInSameThread().atMost(PATIENCE).until(() -> {
                reader.poll(this::add);
                return !read.isEmpty();
            });
            assertThat(read).containsExactly("first");
        }
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void readsWhatIsCommittedInEveryPartitionToItsPresentEnd() {
        // Given
        send("shadow.mismatches.a", "one", "two", "three");
        abort("shadow.mismatches.a", "never");
        send("shadow.outcomes", "other");

        // When
        try (var reader = open(Start.BEGINNING)) {
            reader.readToEnd(this::add);
        }

        // Then
        assertThat(read).containsExactlyInAnyOrder("one", "two", "three");
    }

    @Test
    void followsFromTheEndAndTakesUpTopicsThatComeLater() throws Exception {
        // Given
        send("shadow.mismatches.a", "old", "older", "oldest");
        try (var reader = open(Start.END)) {
            reader.readToEnd(this::add);

            // When
            send("shadow.mismatches.a", "new");
            create("shadow.mismatches.b", 1);
            send("shadow.mismatches.b", "newer");

            // Then
            await().pollInSameThread().atMost(PATIENCE).until(() -> {
                reader.poll(this::add);
                return read.size() >= 2;
            });
            reader.readToEnd(this::add);
            assertThat(read).containsExactlyInAnyOrder("new", "newer");
        }
    }

    private EventReader open(Start start) {
        return EventReader.open(Map.of("bootstrap.servers", broker.bootstrapServers()), TOPICS, start);
    }

    private void add(ConsumerRecord<byte[], byte[]> record) {
        read.add(new String(record.value(), UTF_8));
    }

    private void create(String topic, int partitions) throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1)))
                    .all()
                    .get();
        }
    }

    private void send(String topic, String... values) {
        try (var producer = producer("committing")) {
            producer.initTransactions();
            producer.beginTransaction();
            for (String value : values) {
                var unused = producer.send(new ProducerRecord<>(topic, value, value));
            }
            producer.commitTransaction();
        }
        // Kafka answers before readers may see it; whoever begins the next transaction waits for that
        try (var next = producer("committing")) {
            next.initTransactions();
        }
    }

    private void abort(String topic, String value) {
        try (var producer = producer("aborting")) {
            producer.initTransactions();
            producer.beginTransaction();
            var unused = producer.send(new ProducerRecord<>(topic, value, value));
            producer.flush();
            producer.abortTransaction();
        }
    }

    private KafkaProducer<String, String> producer(String transactionalId) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", transactionalId),
                new StringSerializer(),
                new StringSerializer());
    }
}

package io.kagemusha.standalone.comparer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kagemusha.standalone.broker.TestKafka;
import io.kagemusha.standalone.cluster.Committed;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** Workers that begin when an hour's records are there already. */
class BacklogIT {

    /** More where a person runs it in earnest. */
    private static final int EXCHANGES = Integer.getInteger("kagemusha.test.backlog", 30_000);

    private static final int INCOMPLETE_EACH = 500;
    private static final Duration JOIN_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    @Test
    void catchUpAndExpireNothingOfWhatTheyHaveNotRead() throws Exception {
        try (var kafka = TestKafka.start();
                var lab = new ComparerLab(kafka, JOIN_TIMEOUT)) {
            // Given
            createTopicsWithTimesOfTheProducer(lab);
            produceAnHour(lab);

            // When
            lab.startWorker();
            lab.startWorker();

            // Then
            var committed = new Committed(kafka.bootstrapServers());
            String topic = lab.topics().outcomes();
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofSeconds(2))
                    .until(() -> committed.ids(topic).size() >= EXCHANGES);
            assertThat(committed.ids(topic)).hasSize(EXCHANGES).doesNotHaveDuplicates();
            assertThat(committed.outcomes(topic)).allMatch(outcome -> {
                int number = Integer.parseInt(outcome.substring(1, outcome.indexOf('/')));
                return outcome.endsWith(number % INCOMPLETE_EACH == 0 ? " UNJOINED" : " MISMATCH");
            });
        }
    }

    private static void createTopicsWithTimesOfTheProducer(ComparerLab lab) throws Exception {
        try (var admin = lab.admin()) {
            var settings = Map.of("message.timestamp.type", "CreateTime");
            var topics = List.of(lab.topics().requests(), lab.topics().responses()).stream()
                    .map(name -> new NewTopic(name, 4, (short) 1).configs(settings))
                    .toList();
            admin.createTopics(topics).all().get();
        }
        // Makes the others, and waits for the leaders of all
        lab.createTopics();
    }

    /** Some exchanges lack the shadow's response. */
    private static void produceAnHour(ComparerLab lab) {
        long anHour = Duration.ofHours(1).toMillis();
        long begin = System.currentTimeMillis() - anHour;
        var failures = new ConcurrentLinkedQueue<Exception>();
        try (var producer = lab.producer()) {
            for (int i = 0; i < EXCHANGES; i++) {
                long time = begin + anHour * i / EXCHANGES;
                var records = lab.exchange("x" + i);
                for (var record : i % INCOMPLETE_EACH == 0 ? records.subList(0, 2) : records) {
                    var unused = producer.send(
                            new ProducerRecord<>(
                                    record.topic(), null, time++, record.key(), record.value(), record.headers()),
                            (metadata, failure) -> {
                                if (failure != null) {
                                    failures.add(failure);
                                }
                            });
                }
            }
        }
        assertThat(failures).isEmpty();
    }
}

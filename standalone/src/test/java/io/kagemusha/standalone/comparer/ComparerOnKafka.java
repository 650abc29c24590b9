package io.kagemusha.standalone.comparer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kagemusha.common.admin.Condition;
import io.kagemusha.common.process.FaultException;
import io.kagemusha.comparer.join.GroupProgress;
import io.kagemusha.standalone.broker.TestKafka;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a worker does, on whatever Kafka. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ComparerOnKafka {

    private final TestKafka kafka;

    /**
     * @param kafka is closed when all tests have run
     */
    ComparerOnKafka(TestKafka kafka) {
        this.kafka = kafka;
    }

    @AfterAll
    void closeKafka() {
        kafka.close();
    }

    @Test
    void comparesWhatIsInTheTopics() throws Exception {
        try (var lab = new ComparerLab(kafka, Duration.ofSeconds(30))) {
            // Given
            var worker = lab.startWorker();

            // When
            lab.send(lab.exchange("1"));

            // Then
            await().atMost(ComparerLab.PATIENCE).until(() -> lab.outcomes().equals(List.of("1 MISMATCH")));
            assertThat(lab.committed(lab.topics().mismatches())).hasSize(1);
            assertThat(worker.condition()).isEqualTo(Condition.READY);
        }
    }

    @Test
    void expiresWhatNothingMoreComesForThoughNoRecordMovesTheTime() throws Exception {
        try (var lab = new ComparerLab(kafka, Duration.ofSeconds(1))) {
            // Given
            lab.startWorker();

            // When
            lab.send(lab.exchange("1").subList(0, 2));

            // Then
            await().atMost(ComparerLab.PATIENCE).until(() -> lab.outcomes().equals(List.of("1 UNJOINED")));
        }
    }

    @Test
    void joinsWhatItsPredecessorLeftWaiting() throws Exception {
        try (var lab = new ComparerLab(kafka, Duration.ofMinutes(5))) {
            // Given
            var first = lab.startWorker();
            lab.send(lab.exchange("1").subList(0, 2));
            lab.send(lab.exchange("2"));
            await().atMost(ComparerLab.PATIENCE).until(() -> lab.outcomes().equals(List.of("2 MISMATCH")));
            first.close();

            // When
            lab.startWorker();
            lab.send(lab.exchange("1").subList(2, 3));
            lab.send(lab.exchange("2").subList(2, 3));
            lab.send(lab.exchange("3"));

            // Then
            await().atMost(ComparerLab.PATIENCE)
                    .untilAsserted(() -> assertThat(lab.outcomes())
                            .containsExactlyInAnyOrder("1 MISMATCH", "2 MISMATCH", "3 MISMATCH"));
        }
    }

    @Test
    void refusesTopicsThatCannotBeJoined() throws Exception {
        try (var lab = new ComparerLab(kafka, Duration.ofSeconds(30));
                var admin = lab.admin()) {
            // Given
            admin.createTopics(List.of(
                            new NewTopic(lab.topics().requests(), 4, (short) 1),
                            new NewTopic(lab.topics().responses(), 2, (short) 1)))
                    .all()
                    .get();

            // When, then
            assertThatThrownBy(lab::startWorker)
                    .isInstanceOf(FaultException.class)
                    .hasMessageContaining(lab.topics().requests() + " has 4 partitions and "
                            + lab.topics().responses() + " has 2");
        }
    }

    @Test
    void shrinksAnEventThatTheBrokerRefusesWithoutGivingUpAnOutcome() throws Exception {
        try (var lab = new ComparerLab(kafka, Duration.ofSeconds(30));
                var admin = lab.admin()) {
            // Given
            lab.startWorker();
            var topic =
                    new ConfigResource(ConfigResource.Type.TOPIC, lab.topics().mismatches());
            var lower = new AlterConfigOp(new ConfigEntry("max.message.bytes", "20000"), AlterConfigOp.OpType.SET);
            admin.incrementalAlterConfigs(Map.of(topic, List.of(lower))).all().get();
            String padding = "x".repeat(30_000);

            // When
            lab.send(lab.exchange("1", "{\"a\":1,\"p\":\"" + padding + "\"}", "{\"a\":2,\"p\":\"" + padding + "\"}"));

            // Then
            await().atMost(ComparerLab.PATIENCE).until(() -> lab.outcomes().equals(List.of("1 MISMATCH")));
            assertThat(lab.committed(lab.topics().mismatches())).hasSize(1);
        }
    }

    /** To Kafka, dots and underscores are the same in names of metrics, so that it makes only one of two such topics. */
    @Test
    void goesOnBehindAMismatchWhoseTopicKafkaRefuses() throws Exception {
        try (var lab = new ComparerLab(kafka, Duration.ofSeconds(30))) {
            // Given
            var worker = lab.startWorkerNaming("{route}");
            lab.send(lab.exchangeBy("a_b", "1"));
            await().atMost(ComparerLab.PATIENCE).until(() -> lab.outcomes().equals(List.of("1 MISMATCH")));

            // When
            lab.send(lab.exchangeBy("a.b", "2"));
            lab.send(lab.exchangeBy("a_b", "3"));

            // Then
            await().atMost(ComparerLab.PATIENCE)
                    .untilAsserted(() -> assertThat(lab.outcomes())
                            .containsExactlyInAnyOrder("1 MISMATCH", "2 MISMATCH", "3 MISMATCH"));
            assertThat(lab.committed(lab.topics().deadLetters()))
                    .singleElement()
                    .satisfies(mismatch ->
                            assertThat(mismatch.get("requestId").asText()).isEqualTo("2"));
            assertThat(lab.count("dead.letters")).isEqualTo(1);
            assertThat(worker.condition()).isEqualTo(Condition.READY);
        }
    }

    @Test
    void givesTheSameEventsWhenTheSameTopicsAreComparedAgain() throws Exception {
        try (var lab = new ComparerLab(kafka, Duration.ofSeconds(30))) {
            // Given
            lab.startWorker();
            for (int i = 0; i < 20; i++) {
                lab.send(lab.exchange("x" + i));
            }
            await().atMost(ComparerLab.PATIENCE).until(() -> lab.outcomes().size() == 20);
            var first = lab.committed(lab.topics().mismatches());

            // When
            lab.startWorkerWith("application.id: again");

            // Then
            await().atMost(ComparerLab.PATIENCE).until(() -> lab.outcomes().size() == 40);
            var both = new ArrayList<>(first);
            both.addAll(first);
            assertThat(lab.committed(lab.topics().mismatches())).containsExactlyInAnyOrderElementsOf(both);
        }
    }

    @Test
    void goesOnWhereItStoppedAsAStaticMember() throws Exception {
        try (var lab = new ComparerLab(kafka, Duration.ofMinutes(5))) {
            // Given
            var first = lab.startWorkerWith("group.instance.id: one");
            lab.send(lab.exchange("1"));
            lab.send(lab.exchange("2").subList(0, 2));
            await().atMost(ComparerLab.PATIENCE).until(() -> lab.outcomes().equals(List.of("1 MISMATCH")));
            first.close();

            // When
            var second = lab.startWorkerWith("group.instance.id: one");
            lab.send(lab.exchange("2").subList(2, 3));

            // Then
            await().atMost(ComparerLab.PATIENCE)
                    .untilAsserted(
                            () -> assertThat(lab.outcomes()).containsExactlyInAnyOrder("1 MISMATCH", "2 MISMATCH"));
            assertThat(second.condition()).isEqualTo(Condition.READY);
        }
    }

    @Test
    void comparesByNewSettingsFromTheNextExchangeOn() throws Exception {
        try (var lab = new ComparerLab(kafka, Duration.ofSeconds(30))) {
            // Given
            var worker = lab.startWorker();
            lab.send(lab.exchange("1"));
            await().atMost(ComparerLab.PATIENCE).until(() -> lab.outcomes().size() == 1);

            // When
            worker.compareBy(ComparerLab.ignoring("/a"));
            lab.send(lab.exchange("2"));

            // Then
            await().atMost(ComparerLab.PATIENCE)
                    .untilAsserted(() ->
                            assertThat(lab.outcomes()).containsExactlyInAnyOrder("1 MISMATCH", "2 MATCH_AFTER_RULES"));
        }
    }

    @Test
    void countsWhatRetentionTookWhileNoWorkerRanAndSaysFromWhichOffsetToWhich() throws Exception {
        try (var lab = new ComparerLab(kafka, Duration.ofSeconds(30));
                var admin = lab.admin()) {
            // Given
            var first = lab.startWorker();
            lab.send(lab.exchange("1"));
            await().atMost(ComparerLab.PATIENCE).until(() -> lab.outcomes().size() == 1);
            first.close();
            for (int i = 0; i < 3; i++) {
                lab.send(lab.exchange("1"));
            }
            for (int partition = 0; partition < 4; partition++) {
                var requests = new TopicPartition(lab.topics().requests(), partition);
                admin.deleteRecords(Map.of(requests, RecordsToDelete.beforeOffset(-1)))
                        .all()
                        .get();
            }

            // When
            var lines = LoggedKeys.of(GroupProgress.class);
            try (lines) {
                lab.startWorker();
            }

            // Then
            assertThat(lab.count("records.lost")).isEqualTo(3);
            assertThat(lines.all())
                    .singleElement()
                    .asString()
                    .matches("partition=%s-\\d fromOffset=1 toOffset=3"
                            .formatted(lab.topics().requests()));
        }
    }

    @Test
    void goesOnCommittingWhileAHookBlocks() throws Exception {
        var never = new CountDownLatch(1);
        try (var lab = new ComparerLab(kafka, Duration.ofSeconds(30))) {
            // Given
            lab.startWorker(exchange -> {
                if (exchange.selection().requestId().startsWith("blocked")) {
                    never.await();
                }
            });

            // When
            lab.send(lab.exchange("blocked"));
            for (int i = 0; i < 40; i++) {
                lab.send(lab.exchange("free-" + i));
            }

            // Then
            await().atMost(ComparerLab.PATIENCE)
                    .untilAsserted(() -> assertThat(lab.outcomes()).hasSizeGreaterThan(20));
            assertThat(lab.outcomes()).noneMatch(outcome -> outcome.startsWith("blocked"));
        }
    }
}

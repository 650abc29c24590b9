package io.kagemusha.standalone.comparer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kagemusha.standalone.broker.BrokerOptions;
import io.kagemusha.standalone.broker.EmbeddedBroker;
import io.kagemusha.standalone.broker.TestKafka;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The broker is away for a while. */
class BrokerRestartedIT {

    private final EmbeddedBroker broker = new EmbeddedBroker(BrokerOptions.ephemeral());

    @BeforeEach
    void start() {
        broker.start();
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void goesOnByItselfWhenTheBrokerComesBack() throws Exception {
        try (var lab = new ComparerLab(TestKafka.of(broker), Duration.ofMinutes(5))) {
            // Given
            lab.startWorker();
            lab.send(lab.exchange("1"));
            await().atMost(ComparerLab.PATIENCE).until(() -> lab.outcomes().size() == 1);

            // When
            broker.stop();
            broker.start();
            lab.send(lab.exchange("2"));

            // Then
            await().atMost(ComparerLab.PATIENCE)
                    .untilAsserted(
                            () -> assertThat(lab.outcomes()).containsExactlyInAnyOrder("1 MISMATCH", "2 MISMATCH"));
        }
    }

    @Test
    void waitsForABrokerThatIsNotThereYet() throws Exception {
        try (var lab = new ComparerLab(TestKafka.of(broker), Duration.ofSeconds(30))) {
            // Given
            broker.stop();

            // When
            var start = CompletableFuture.runAsync(() -> startUnchecked(lab));
            broker.start();

            // Then
            assertThat(start).succeedsWithin(ComparerLab.PATIENCE);
        }
    }

    private static void startUnchecked(ComparerLab lab) {
        try {
            lab.startWorker();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}

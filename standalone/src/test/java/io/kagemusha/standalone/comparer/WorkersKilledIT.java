package io.kagemusha.standalone.comparer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kagemusha.standalone.broker.TestKafka;
import io.kagemusha.standalone.cluster.Committed;
import io.kagemusha.standalone.command.KagemushaProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers in processes of their own, under load: one is killed with SIGKILL, one is added, one stops in order. */
class WorkersKilledIT {

    @TempDir
    private Path directory;

    private final List<KagemushaProcess> workers = new ArrayList<>();

    @AfterEach
    void killAll() {
        workers.forEach(KagemushaProcess::close);
    }

    @Test
    void leaveExactlyOneOutcomeForEachPair() throws Exception {
        try (var kafka = TestKafka.start();
                var lab = new ComparerLab(kafka, Duration.ofMinutes(5))) {
            // Given
            Path file = Files.writeString(directory.resolve("worker.yaml"), lab.yaml());
            for (int i = 0; i < 3; i++) {
                start(file);
            }
            workers.forEach(worker -> worker.awaitReady("kafka"));
            var production = Production.start(lab);
            var committed = new Committed(kafka.bootstrapServers());
            String topic = lab.topics().outcomes();
            awaitMore(committed, topic, 300);

            // When
            workers.get(0).kill();
            start(file).awaitReady("kafka");
            awaitMore(committed, topic, 300);
            int exitCode = workers.get(1).terminate();
            awaitMore(committed, topic, 300);
            int sent = production.stop();

            // Then
            assertThat(exitCode).isZero();
            awaitAtLeast(committed, topic, sent);
            assertThat(committed.outcomes(topic))
                    .hasSize(sent)
                    .doesNotHaveDuplicates()
                    .allMatch(outcome -> outcome.endsWith(" MISMATCH"));
            awaitAtLeast(committed, lab.topics().mismatches(), sent);
            assertThat(committed.ids(lab.topics().mismatches())).hasSize(sent).doesNotHaveDuplicates();
        }
    }

    private KagemushaProcess start(Path file) throws IOException {
        var worker = KagemushaProcess.start(directory, "comparer", "--config", file.toString());
        workers.add(worker);
        return worker;
    }

    private static void awaitMore(Committed committed, String topic, int more) {
        awaitAtLeast(committed, topic, committed.ids(topic).size() + more);
    }

    private static void awaitAtLeast(Committed committed, String topic, int count) {
        await().atMost(ComparerLab.PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .until(() -> committed.ids(topic).size() >= count);
    }
}

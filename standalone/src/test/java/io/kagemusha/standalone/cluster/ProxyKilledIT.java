package io.kagemusha.standalone.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kagemusha.common.admin.Condition;
import io.kagemusha.common.configuration.ConfigurationLoader;
import io.kagemusha.common.configuration.Part;
import io.kagemusha.comparer.ComparerWorker;
import io.kagemusha.standalone.broker.TestKafka;
import io.kagemusha.standalone.command.KagemushaProcess;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One of two proxy nodes is killed with SIGKILL while shadows still work on some of its exchanges. */
class ProxyKilledIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int DONE = 50;
    private static final int IN_FLIGHT = 10;

    @TempDir
    private Path directory;

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void leavesItsExchangesInFlightUnjoinedAndNothingElse() throws Exception {
        try (var kafka = TestKafka.start();
                var backends = new TwoBackends()) {
            String yaml = yaml(kafka, backends);
            Path file = Files.writeString(directory.resolve("kagemusha.yaml"), yaml);
            var configuration = ConfigurationLoader.parse(yaml, Path.of(""), Map.of(), Set.of(Part.KAFKA));
            var committed = new Committed(kafka.bootstrapServers());
            try (var worker = ComparerWorker.start(configuration, List.of(), new SimpleMeterRegistry());
                    var victim = KagemushaProcess.start(directory, "proxy", "--config", file.toString());
                    var other = KagemushaProcess.start(directory, "proxy", "--config", file.toString());
                    var load = Load.start(other.awaitProxy())) {
                // Given
                send(victim.awaitProxy(), "/mine/", DONE);
                send(victim.awaitProxy(), TwoBackends.SLOW + "/", IN_FLIGHT);
                awaitOutcomes(committed, "/mine/", Set.of("MISMATCH"), DONE);
                await().atMost(PATIENCE).until(() -> mastersOf(committed, TwoBackends.SLOW) == IN_FLIGHT);

                // When
                victim.kill();

                // Then
                awaitOutcomes(committed, TwoBackends.SLOW, Set.of("UNJOINED"), IN_FLIGHT);
                int answered = (int) load.stop();
                assertThat(load.errors()).isEmpty();
                awaitOutcomes(committed, "/items/", Set.of("MISMATCH"), answered);
                assertThat(committed.ids("shadow.outcomes"))
                        .hasSize(DONE + IN_FLIGHT + answered)
                        .doesNotHaveDuplicates();
                assertThat(worker.condition()).isEqualTo(Condition.READY);
            }
        }
    }

    private void send(URI proxy, String path, int count) throws Exception {
        for (int i = 0; i < count; i++) {
            var request = HttpRequest.newBuilder(proxy.resolve(path + i)).build();
            assertThat(client.send(request, BodyHandlers.ofString()).body()).isEqualTo(TwoBackends.ANSWER);
        }
    }

    private static void awaitOutcomes(Committed committed, String path, Set<String> expected, int count) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(500)).untilAsserted(() -> {
            Set<String> ids = idsOf(committed, path);
            var outcomes = committed.outcomes("shadow.outcomes").stream()
                    .filter(outcome -> ids.contains(outcome.substring(0, outcome.indexOf('/'))))
                    .map(outcome -> outcome.substring(outcome.indexOf(' ') + 1))
                    .toList();
            assertThat(outcomes).hasSize(count);
            assertThat(Set.copyOf(outcomes)).isEqualTo(expected);
        });
    }

    /** How many responses of the master there are to requests for that path. */
    private static long mastersOf(Committed committed, String path) {
        Set<String> ids = idsOf(committed, path);
        return committed.ids("shadow.responses").stream()
                .filter(id -> id.endsWith("/production") && ids.contains(id.substring(0, id.indexOf('/'))))
                .count();
    }

    private static Set<String> idsOf(Committed committed, String path) {
        return committed.startLines("shadow.requests").stream()
                .filter(line -> line.contains(" GET " + path))
                .map(line -> line.substring(0, line.indexOf(' ')))
                .collect(Collectors.toSet());
    }

    private static String yaml(TestKafka kafka, TwoBackends backends) {
        return """
                listeners: [{ address: "127.0.0.1:0" }]
                %s
                kafka: { bootstrap.servers: "%s" }
                topics: { partitions: 2, replication: 1 }
                compare: { join-timeout: 10s }
                admin: { address: "127.0.0.1:0" }
                """.formatted(backends.yaml(), kafka.bootstrapServers());
    }
}

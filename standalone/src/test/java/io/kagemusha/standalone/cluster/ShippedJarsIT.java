package io.kagemusha.standalone.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kagemusha.standalone.broker.TestKafka;
import io.kagemusha.standalone.command.KagemushaProcess;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code java -jar proxy-node.jar} and {@code java -jar comparer-worker.jar}, which hold all that they need. */
class ShippedJarsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    private Path directory;

    @Test
    void forwardCaptureAndCompare() throws Exception {
        try (var kafka = TestKafka.start();
                var backends = new TwoBackends()) {
            // Given
            Path file = Files.writeString(
                    directory.resolve("kagemusha.yaml"), """
                    listeners: [{ address: "127.0.0.1:0" }]
                    %s
                    kafka: { bootstrap.servers: "%s" }
                    topics: { partitions: 2, replication: 1 }
                    admin: { address: "127.0.0.1:0" }
                    """.formatted(backends.yaml(), kafka.bootstrapServers()));
            try (var proxy = start("proxy-node", file);
                    var comparer = start("comparer-worker", file)) {
                comparer.awaitReady("kafka");

                // When
                var request = HttpRequest.newBuilder(proxy.awaitProxy()).build();
                var answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());

                // Then
                assertThat(answer.body()).isEqualTo(TwoBackends.ANSWER);
                var committed = new Committed(kafka.bootstrapServers());
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(committed.outcomes("shadow.outcomes"))
                                .singleElement()
                                .asString()
                                .endsWith(" MISMATCH"));
            }
        }
    }

    private KagemushaProcess start(String module, Path file) throws Exception {
        Path jar = Path.of("..", module, "target", module + ".jar");
        return KagemushaProcess.startJar(directory, jar, "--config", file.toString());
    }
}

package io.kagemusha.standalone.comparer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kagemusha.comparer.Main;
import io.kagemusha.standalone.broker.BrokerOptions;
import io.kagemusha.standalone.broker.EmbeddedBroker;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The worker as a process of its own. */
class ComparerProcessIT {

    @TempDir
    private Path directory;

    @Test
    void saysThatItIsReadyAndEndsInOrderWhenTold() throws Exception {
        try (var broker = new EmbeddedBroker(BrokerOptions.ephemeral())) {
            // Given
            broker.start();
            Process process = start(broker.bootstrapServers());
            await().atMost(ComparerLab.PATIENCE)
                    .untilAsserted(() -> assertThat(output())
                            .containsPattern(
                                    "ready: admin=http://127\\.0\\.0\\.1:\\d+ kafka=" + broker.bootstrapServers()));

            // When
            process.destroy();

            // Then
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        }
    }

    @Test
    void canBeToldToEndWhileItWaitsForKafka() throws Exception {
        // Given
        try (var nobody = new ServerSocket(0)) {
            Process process = start("127.0.0.1:" + nobody.getLocalPort());
            await().atMost(ComparerLab.PATIENCE)
                    .untilAsserted(() -> assertThat(output()).contains("Kafka does not answer, waiting for it"));

            // When
            process.destroy();

            // Then
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
            assertThat(output()).doesNotContain("ready:").doesNotContain("Exception");
        }
    }

    private Process start(String bootstrapServers) throws IOException {
        Path file = directory.resolve("kagemusha.yaml");
        Files.writeString(file, """
                kafka: { bootstrap.servers: "%s" }
                topics: { partitions: 1, replication: 1 }
                admin: { address: "127.0.0.1:0" }
                """.formatted(bootstrapServers));
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classes = System.getProperty("java.class.path");
        return new ProcessBuilder(
                        java,
                        "-Djava.io.tmpdir=" + directory,
                        "-cp",
                        classes,
                        Main.class.getName(),
                        "--config",
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile())
                .start();
    }

    private String output() throws IOException {
        return Files.readString(directory.resolve("output"), UTF_8);
    }
}

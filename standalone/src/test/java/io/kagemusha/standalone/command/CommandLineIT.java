package io.kagemusha.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandLineIT {

    private static final String NOBODY = "127.0.0.1:1";

    @TempDir
    private Path directory;

    @Test
    void endsWithUsageWhenNothingIsAsked() throws Exception {
        // When
        try (var process = KagemushaProcess.start(directory)) {
            int exitCode = process.awaitEnd();

            // Then
            assertThat(exitCode).isEqualTo(2);
            assertThat(process.err()).contains("Usage: kagemusha", "demo", "standalone", "mismatches");
            assertThat(process.out()).isEmpty();
        }
    }

    @Test
    void brokerServesOtherCommandsAndEndsInOrderOnSigterm() throws Exception {
        // Given
        try (var broker = KagemushaProcess.start(directory, "broker", "--port", "0")) {
            String kafka = broker.awaitReady("kafka");
            Path configuration = Files.writeString(directory.resolve("kagemusha.yaml"), """
                    kafka: { bootstrap.servers: "%s" }
                    topics: { partitions: 2, replication: 1 }
                    """.formatted(kafka));

            // When
            try (var create = KagemushaProcess.start(
                            directory, "topics", "create", "--config", configuration.toString());
                    var mismatches = KagemushaProcess.start(directory, "mismatches", "--from-beginning")) {
                int createCode = create.awaitEnd();
                int mismatchesCode = mismatches.awaitEnd();

                // Then
                assertThat(createCode).as(create.err()).isZero();
                assertThat(create.out()).contains("created: shadow.requests", "created: shadow.mismatches");
                assertThat(mismatchesCode).as(mismatches.err()).isZero();
                assertThat(mismatches.err()).contains("no mismatches on " + kafka);
                assertThat(mismatches.out()).isEmpty();
            }
            assertThat(broker.terminate()).isZero();
            assertThat(directory.resolve("kagemusha-data")).isDirectoryContaining("glob:**meta.properties");
        }
    }

    @Test
    void standaloneEndsByItselfAfterItsTime() throws Exception {
        // When
        try (var process = KagemushaProcess.start(
                directory,
                "standalone",
                "--master=http://" + NOBODY,
                "--shadow=http://" + NOBODY,
                "--listen=127.0.0.1:0",
                "--ephemeral",
                "--stop-after=500ms")) {
            int exitCode = process.awaitEnd();

            // Then
            assertThat(exitCode).as(process.err()).isZero();
            assertThat(process.out().lines()).hasSize(2);
            assertThat(process.out().lines().findFirst().orElseThrow())
                    .matches("ready: proxy=http://127.0.0.1:\\d+ admin=http://127.0.0.1:\\d+ kafka=127.0.0.1:\\d+");
            assertThat(process.out())
                    .contains(
                            "summary: exchanges=0 compared=0 match=0 mismatch=0 failed=0 shed=0 unjoined=0 dropped=0");
        }
    }

    @Test
    void saysInOneLineThatListenerIsTaken() throws Exception {
        // Given
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + taken.getLocalPort();

            // When
            try (var process = standalone("--listen", address, "--ephemeral")) {
                int exitCode = process.awaitEnd();

                // Then
                assertThat(exitCode).isEqualTo(1);
                assertThat(process.err()).contains(address).doesNotContain("\tat ");
                assertThat(process.out()).isEmpty();
            }
        }
    }

    @Test
    void saysInOneLineThatDataDirectoryHoldsSomethingElse() throws Exception {
        // Given
        Path data = Files.createDirectory(directory.resolve("data"));
        Files.writeString(data.resolve("precious.txt"), "mine");

        // When
        try (var process = standalone("--listen", "127.0.0.1:0", "--data", data.toString())) {
            int exitCode = process.awaitEnd();

            // Then
            assertThat(exitCode).isEqualTo(1);
            assertThat(process.err()).contains(data + " has files").doesNotContain("\tat ");
        }
    }

    @Test
    void saysInOneLineThatBrokerIsUnreachable() throws Exception {
        // Given
        Path configuration = Files.writeString(
                directory.resolve("kagemusha.yaml"), "kafka: { bootstrap.servers: \"%s\" }".formatted(NOBODY));

        // When
        try (var mismatches = KagemushaProcess.start(directory, "mismatches", "--bootstrap-server", NOBODY);
                var topics =
                        KagemushaProcess.start(directory, "topics", "create", "--config", configuration.toString())) {
            int mismatchesCode = mismatches.awaitEnd();
            int topicsCode = topics.awaitEnd();

            // Then
            assertThat(mismatchesCode).isEqualTo(1);
            assertThat(mismatches.err().lines()).singleElement().asString().contains(NOBODY, "no answer", "expected");
            assertThat(topicsCode).isEqualTo(1);
            assertThat(topics.err().lines()).singleElement().asString().contains(NOBODY, "no answer");
        }
    }

    @Test
    void saysInOneLineThatNoBrokerRunsHere() throws Exception {
        // When
        try (var process = KagemushaProcess.start(directory, "mismatches")) {
            int exitCode = process.awaitEnd();

            // Then
            assertThat(exitCode).isEqualTo(1);
            assertThat(process.err().lines()).singleElement().asString().contains("--bootstrap-server", "expected");
        }
    }

    private KagemushaProcess standalone(String... options) throws IOException {
        var arguments = new ArrayList<String>();
        arguments.addAll(List.of("standalone", "--master", "http://" + NOBODY, "--shadow", "http://" + NOBODY));
        arguments.addAll(List.of(options));
        return KagemushaProcess.start(directory, arguments.toArray(String[]::new));
    }
}

package io.kagemusha.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KagemushaCommandTest {

    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                                                                        | Missing required subcommand
                    nonsense                                            | Unmatched argument at index 0: 'nonsense'
                    --nonsense                                          | Unknown option: '--nonsense'
                    demo stray                                          | Unmatched argument at index 1: 'stray'
                    demo --requests many                                | 'many' is not an int
                    demo --requests 0                                   | --requests: 0 (expected: a whole number of at least 1)
                    demo --e --re=5 --unknown                           | Unknown option: '--unknown'
                    proxy                                               | Missing required option: '--config=FILE'
                    comparer --config a --config b                      | should be specified only once
                    check                                               | Missing required option: '--config=FILE'
                    topics                                              | Missing required subcommand
                    topics create                                       | Missing required option: '--config=FILE'
                    broker --port 99999                                 | port: 99999 (expected: 0 to 65535)
                    broker --data a,b                                   | data directory: a,b (expected: no comma
                    broker --data a --ephemeral                         | mutually exclusive
                    broker --stop-after soon                            | soon (expected: a duration from
                    standalone                                          | Missing required
                    standalone --master http://a                        | Missing required
                    standalone --config a --master http://a --shadow b  | mutually exclusive
                    mismatches --f                                      | '--f' is not unique
                    """)
    void answersBadUsageWithUsageOnStandardError(String line, String fault) {
        // When
        int exitCode = execute(line == null ? new String[0] : line.split(" +"));

        // Then
        assertThat(exitCode).isEqualTo(2);
        assertThat(err.toString()).contains(fault).contains("Usage: kagemusha");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void namesTheCandidatesOfAmbiguousPrefix() {
        // When
        execute("mismatches", "--f");

        // Then
        assertThat(err.toString()).contains("--follow", "--from-beginning");
    }

    @ParameterizedTest
    @CsvSource({"--version", "--vers", "demo --help", "demo --hel", "help demo", "topics create --help"})
    void takesOptionsShortenedToUniquePrefix(String line) {
        // When
        int exitCode = execute(line.split(" "));

        // Then
        assertThat(exitCode).isZero();
        assertThat(out.toString()).containsIgnoringCase("kagemusha");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void reportsEachFaultOfConfigurationOnItsLine() throws IOException {
        // Given
        Path file = Files.writeString(directory.resolve("wrong.yaml"), """
                backends:
                  old: { url: http://127.0.0.1:1, master: true, sample: 250% }
                  new: { url: ftp://127.0.0.1 }
                """);

        // When
        int exitCode = execute("check", "--config", file.toString());

        // Then
        assertThat(exitCode).isEqualTo(2);
        assertThat(err.toString().lines()).hasSize(2).allMatch(line -> line.contains("(expected: "));
        assertThat(err.toString()).contains("backends.old.sample: 250%", "backends.new.url: ftp://127.0.0.1");
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"check", "proxy", "standalone"})
    void findsWhatAProxyCouldNotStartWith(String command) throws IOException {
        // Given
        Path file = Files.writeString(directory.resolve("wrong.yaml"), """
                listeners: [ { address: "127.0.0.1:0", tls: { certificate: no.pem, key: no.key } } ]
                backends:
                  old: { url: "https://127.0.0.1:1", master: true, tls: { ca: no-ca.pem } }
                access-log: { file: nowhere/access.log }
                kafka: { bootstrap.servers: "127.0.0.1:1", acks: 1, enable.idempotence: true }
                admin: { address: "127.0.0.1:0", tls: { certificate: no.pem, key: no.key } }
                """);

        // When
        int exitCode = execute(command, "--config", file.toString());

        // Then
        assertThat(exitCode).isEqualTo(2);
        assertThat(err.toString().lines())
                .hasSize(5)
                .anyMatch(line -> line.startsWith("listeners[0].tls.certificate: " + directory.resolve("no.pem")))
                .anyMatch(line -> line.startsWith("backends.old.tls.ca: " + directory.resolve("no-ca.pem")))
                .anyMatch(line -> line.startsWith("access-log.file: "))
                .anyMatch(line -> line.startsWith("admin.tls.certificate: "))
                .anyMatch(line -> line.startsWith("kafka") && line.contains("acks"));
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"linger.ms: -1", "acks: 7", "metadata.max.age.ms: -2"})
    void findsWhatAClientOfKafkaTakesForNoValue(String property) throws IOException {
        // Given
        Path file = Files.writeString(directory.resolve("wrong.yaml"), """
                backends: { old: { url: "http://127.0.0.1:1", master: true } }
                kafka: { bootstrap.servers: "127.0.0.1:1", %s }
                """.formatted(property));

        // When
        int exitCode = execute("check", "--config", file.toString());

        // Then
        assertThat(exitCode).isEqualTo(2);
        assertThat(err.toString().lines()).singleElement().asString().startsWith("kafka." + property + " (expected: ");
    }

    @ParameterizedTest
    @CsvSource({"check", "comparer"})
    void findsWhatAComparerCouldNotStartWith(String command) throws IOException {
        // Given
        Path file = Files.writeString(directory.resolve("wrong.yaml"), """
                backends: { old: { url: "http://127.0.0.1:1", master: true } }
                kafka: { bootstrap.servers: "127.0.0.1:1", num.stream.threads: many }
                """);

        // When
        int exitCode = execute(command, "--config", file.toString());

        // Then
        assertThat(exitCode).isEqualTo(2);
        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .startsWith("kafka.num.stream.threads: many (expected: ");
    }

    @Test
    void findsNothingInAFileThatLeavesKafkaToTheStandalone() throws IOException {
        // Given
        Path file = Files.writeString(
                directory.resolve("right.yaml"), "backends: { old: { url: \"http://127.0.0.1:1\", master: true } }");

        // When
        int exitCode = execute("check", "--config", file.toString());

        // Then
        assertThat(exitCode).as(err.toString()).isZero();
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void warnsOfPropertiesThatNothingOfKafkaKnows() throws IOException {
        // Given
        Path file = Files.writeString(directory.resolve("odd.yaml"), """
                backends: { old: { url: "http://127.0.0.1:1", master: true } }
                kafka: { bootstrap.servers: "127.0.0.1:1", linegr.ms: 5, producer.batch.size: 1, my.plugin: x }
                """);

        // When
        int exitCode = execute("check", "--config", file.toString());

        // Then
        assertThat(exitCode).isZero();
        assertThat(err.toString().lines())
                .containsExactly(
                        "warning: kafka.linegr.ms: nothing of Kafka knows it (did you mean 'linger.ms'?)",
                        "warning: kafka.my.plugin: nothing of Kafka knows it");
    }

    @ParameterizedTest
    @CsvSource({"check", "proxy", "comparer", "standalone", "topics create", "mismatches"})
    void saysThatConfigurationFileIsMissing(String command) {
        // Given
        String missing = directory.resolve("missing.yaml").toString();

        // When
        int exitCode = execute((command + " --config " + missing).split(" "));

        // Then
        assertThat(exitCode).isEqualTo(2);
        assertThat(err.toString().lines()).singleElement().asString().contains(missing, "no such file");
    }

    @Test
    void reportsFaultsOfBackendsGivenWithoutFile() {
        // When
        int exitCode =
                execute("standalone", "--master", "nonsense", "--shadow", "http://127.0.0.1:1?a=b#c", "--listen", "x");

        // Then
        assertThat(exitCode).isEqualTo(2);
        assertThat(err.toString()).contains("backends.master.url: nonsense", "listeners[0].address: 127.0.0.1:x");
        assertThat(err.toString()).as("there is no file").doesNotContain("line ");
    }

    private int execute(String... arguments) {
        return KagemushaCommand.commandLine(new PrintWriter(out, true), new PrintWriter(err, true))
                .execute(arguments);
    }
}

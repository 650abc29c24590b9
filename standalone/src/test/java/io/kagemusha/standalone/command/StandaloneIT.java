package io.kagemusha.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.kagemusha.standalone.cluster.Committed;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StandaloneIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<String> FILES = List.of("a.json", "b.txt", "c.html", "d.bin");

    @TempDir
    private Path directory;

    private Path master;
    private Path shadow;

    @BeforeEach
    void serveTheSameFilesButOne() throws IOException {
        master = Files.createDirectory(directory.resolve("master"));
        shadow = Files.createDirectory(directory.resolve("shadow"));
        byte[] bytes = new byte[300_000];
        new Random(7).nextBytes(bytes);
        for (Path side : List.of(master, shadow)) {
            Files.writeString(side.resolve("a.json"), "{\"id\":1,\"name\":\"" + side.getFileName() + "\"}");
            Files.writeString(side.resolve("b.txt"), "one\ntwo\n");
            Files.writeString(side.resolve("c.html"), "<p>\u5f71\u6b66\u8005</p>");
            Files.write(side.resolve("d.bin"), bytes);
        }
    }

    @Test
    void answersLikeMasterAndFindsTheOneFileThatDiffers() throws Exception {
        try (var old = new FileServer(master);
                var rewritten = new FileServer(shadow)) {
            // Given
            String[] command = {
                "standalone", "--master", old.url(), "--shadow", rewritten.url(), "--listen", "127.0.0.1:0"
            };

            // When
            try (var standalone = KagemushaProcess.start(directory, command)) {
                URI proxy = standalone.awaitProxy();
                for (String file : FILES) {
                    assertThat(get(proxy.resolve(file))).isEqualTo(Files.readAllBytes(master.resolve(file)));
                }
                try (var mismatches =
                        KagemushaProcess.start(directory, "mismatches", "--from-beginning", "--follow", "--json")) {
                    await().atMost(PATIENCE).until(() -> mismatches.out().endsWith("\n"));
                }
                var committed = new Committed(standalone.awaitReady("kafka"));
                await().atMost(PATIENCE)
                        .until(() -> committed.ids("shadow.outcomes").size() == FILES.size());
                assertThat(standalone.terminate()).as(standalone.err()).isZero();
                assertThat(standalone.out())
                        .contains(
                                "summary: exchanges=4 compared=4 match=3 mismatch=1 failed=0 shed=0 unjoined=0 dropped=0");
            }

            // Then
            try (var again = KagemushaProcess.start(directory, command)) {
                again.awaitProxy();
                assertThat(mismatches()).singleElement().satisfies(StandaloneIT::isTheDifferingFile);
            }
        }
    }

    private static void isTheDifferingFile(String line) throws IOException {
        JsonNode event = new ObjectMapper().readTree(line);
        assertThat(event.path("endpoint").asText()).isEqualTo("GET /a.json");
        assertThat(event.path("reference").path("backend").asText()).isEqualTo("master");
        assertThat(event.path("shadow").path("backend").asText()).isEqualTo("shadow");
        assertThat(event.path("differences").toString())
                .isEqualTo(
                        "[{\"kind\":\"value\",\"path\":\"/name\",\"reference\":\"\\\"master\\\"\",\"shadow\":\"\\\"shadow\\\"\"}]");
        try (var schema = StandaloneIT.class.getResourceAsStream("/schema/mismatch.v1.json")) {
            assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                            .getSchema(schema)
                            .validate(line, InputFormat.JSON))
                    .isEmpty();
        }
    }

    private List<String> mismatches() throws IOException {
        try (var process = KagemushaProcess.start(directory, "mismatches", "--from-beginning", "--json")) {
            assertThat(process.awaitEnd()).as(process.err()).isZero();
            return process.out().lines().toList();
        }
    }

    private static byte[] get(URI uri) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofByteArray())
                .body();
    }
}

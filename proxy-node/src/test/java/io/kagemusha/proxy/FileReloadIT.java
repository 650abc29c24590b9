package io.kagemusha.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kagemusha.common.configuration.ConfigurationFile;
import io.kagemusha.common.configuration.Part;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A proxy process whose configuration file changes while requests run. */
@ExtendWith(BufferLeaks.class)
class FileReloadIT {

    @RegisterExtension
    final LogLines log = new LogLines();

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    private Path directory;

    private TestBackend first;
    private TestBackend second;
    private Path file;
    private ProxyServer server;

    @BeforeEach
    void start() throws Exception {
        first = TestBackend.answering("first");
        second = TestBackend.answering("second");
        file = directory.resolve("kagemusha.yaml");
        write("backends: { first: { url: %s, master: true } }".formatted(first.url()));
        server = ProxyServer.start(new ConfigurationFile(file, Set.of(Part.PROXY)));
    }

    @AfterEach
    void close() throws Exception {
        server.close();
        first.close();
        second.close();
    }

    /** Puts the file in place as a whole: on a busy machine a half of it may lie there for two looks. */
    private void write(String yaml) throws Exception {
        Path whole = Files.writeString(directory.resolve("whole.yaml"), """
                listeners: [ { address: "127.0.0.1:0" } ]
                admin: { address: "127.0.0.1:0" }
                capture: { when: never }
                %s
                """.formatted(yaml));
        Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private URI url(String part) {
        var matcher = Pattern.compile(part + "=(\\S+)").matcher(server.ready().toString());
        assertThat(matcher.find()).isTrue();
        return URI.create(matcher.group(1));
    }

    private String get(URI url) throws Exception {
        return client.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString())
                .body();
    }

    private String answer() throws Exception {
        return get(url("proxy").resolve("/"));
    }

    @Test
    void takesOverChangedBackendsAndRoutesWithoutLosingARequest() throws Exception {
        var over = new AtomicBoolean();
        var answered = new AtomicInteger();
        var load = CompletableFuture.runAsync(() -> {
            while (!over.get()) {
                assertThat(answerUnchecked()).isIn("first", "second");
                answered.incrementAndGet();
            }
        });
        await().until(() -> answered.get() > 0);

        write("""
                backends:
                  first: { url: %s, master: true }
                  second: { url: %s }
                routes:
                  - { name: moved, match: { path: /** }, backends: second }
                  - { name: rest, backends: first }
                """.formatted(first.url(), second.url()));

        await().until(() -> answer().equals("second"));
        over.set(true);
        load.join();
        assertThat(get(url("admin").resolve("/routes"))).contains("\"moved\"");
    }

    private String answerUnchecked() {
        try {
            return answer();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void appliesChangedLimitsAndNamesTheKeysThatWaitForARestart() throws Exception {
        write("""
                client-timeout: 7s
                drain-timeout: 2s
                backends:
                  first: { url: %s, master: true }
                  second: { url: %s, sample: 0%% }
                """.formatted(first.url(), second.url()));
        await().until(() -> get(url("admin").resolve("/backends")).contains("\"second\""));
        answer();
        write("""
                client-timeout: 7s
                drain-timeout: 2s
                backends:
                  first: { url: %s, master: true }
                  second: { url: %s, sample: 100%% }
                """.formatted(first.url(), second.url()));

        await().until(() -> answer().equals("first") && second.heads() > 0);
        assertThat(log.of("ConfigurationWatch"))
                .filteredOn(line -> line.startsWith("not in force"))
                .containsOnly("not in force before a restart: client-timeout, drain-timeout");
    }

    @Test
    void keepsWhatIsInForceWhenTheFileIsBroken() throws Exception {
        write("backends: { second: { url: %s, master: true, tiemout: 5s } }".formatted(second.url()));

        await().until(() -> get(url("admin").resolve("/readyz")).contains("unknown key (did you mean 'timeout'?)"));
        assertThat(answer()).isEqualTo("first");
        assertThat(get(url("admin").resolve("/metrics")))
                .contains("kagemusha_configuration_reloads_total{result=\"refused\"} 1.0");

        write("backends: { second: { url: %s, master: true } }".formatted(second.url()));
        await().until(() -> answer().equals("second"));
        await().until(() -> get(url("admin").resolve("/readyz")).equals("{\"status\":\"ready\"}\n"));
    }

    @Test
    void takesAFileWhoseAuthoritiesComeLaterThanItself() throws Exception {
        Path authorities = directory.resolve("ca.pem");
        write("""
                backends:
                  first: { url: %s, master: true, timeout: 7s }
                  second: { url: %s }
                  late: { url: "https://127.0.0.1:1", tls: { ca: ca.pem } }
                """.formatted(first.url(), second.url()));
        String problem = "backend late: tls.ca: " + authorities + " (expected: a readable file)";

        await().until(() -> get(url("admin").resolve("/readyz"))
                .contains(file + " was changed and is refused, what was in force stays: " + problem));
        assertThat(get(url("admin").resolve("/backends"))).doesNotContain("\"second\"", "\"late\"", "\"7s\"");
        assertThat(get(url("admin").resolve("/metrics")))
                .contains("kagemusha_configuration_reloads_total{result=\"refused\"} 1.0")
                .contains("kagemusha_configuration_reloads_total{result=\"applied\"} 0.0")
                .as("nothing was made that is not used")
                .doesNotContain("backend=\"second\"");
        assertThat(answer()).isEqualTo("first");

        Files.copy(TlsClient.file("ca.pem").toPath(), authorities);

        await().until(() -> get(url("admin").resolve("/backends")).contains("\"late\""));
        await().until(() -> get(url("admin").resolve("/readyz")).equals("{\"status\":\"ready\"}\n"));
        assertThat(get(url("admin").resolve("/metrics")))
                .contains("kagemusha_configuration_reloads_total{result=\"refused\"} 1.0")
                .contains("kagemusha_configuration_reloads_total{result=\"applied\"} 1.0")
                .contains("backend=\"second\"");
        assertThat(log.of("ConfigurationWatch"))
                .containsExactly(
                        "the changed configuration is refused, what was in force stays: " + problem,
                        "the changed configuration is in force");
    }
}

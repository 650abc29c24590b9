package io.kagemusha.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.kagemusha.common.configuration.ConfigurationLoader;
import io.kagemusha.common.configuration.Part;
import io.kagemusha.common.hook.Hooks;
import io.kagemusha.standalone.broker.BrokerOptions;
import io.kagemusha.standalone.command.KagemushaProcess;
import io.kagemusha.standalone.run.Standalone;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the very files of {@code examples/}, and on them what the programs that they come from demonstrate. */
class ExamplesIT {

    private static final Path EXAMPLES =
            Path.of("..", "examples").toAbsolutePath().normalize();
    private static final Pattern LISTENING = Pattern.compile("listening on port (\\d+)");
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    private Path directory;

    private final List<HttpServer> servers = new ArrayList<>();
    private final HttpClient client = HttpClient.newHttpClient();

    /** A server that answers with its name and remembers what it was asked. */
    private final class Server {

        private final Queue<String> asked = new ConcurrentLinkedQueue<>();
        private final HttpServer http;

        Server(String text) throws IOException {
            http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            http.createContext("/", exchange -> {
                exchange.getRequestBody().readAllBytes();
                var fields = exchange.getRequestHeaders();
                asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                        + fields.getFirst("X-Sandbox") + " " + fields.getFirst("X-Kage-Sandbox"));
                exchange.getResponseHeaders().set("Content-Type", "text/plain");
                exchange.sendResponseHeaders(200, 0);
                try (var out = exchange.getResponseBody()) {
                    out.write(text.getBytes(UTF_8));
                }
            });
            http.start();
            servers.add(http);
        }

        String url() {
            return "http://127.0.0.1:" + http.getAddress().getPort();
        }

        void stop() {
            http.stop(0);
        }
    }

    @AfterEach
    void stop() {
        servers.forEach(server -> server.stop(0));
    }

    private KagemushaProcess run(String example, String... arguments) throws IOException {
        return KagemushaProcess.startSource(directory, EXAMPLES.resolve(example), arguments);
    }

    private static URI awaitAddress(KagemushaProcess process) {
        await().atMost(PATIENCE).until(() -> LISTENING.matcher(process.out()).find());
        Matcher listening = LISTENING.matcher(process.out());
        assertThat(listening.find()).isTrue();
        return URI.create("http://127.0.0.1:" + listening.group(1));
    }

    private String get(URI base, String target) throws Exception {
        return send(HttpRequest.newBuilder(base.resolve(target)).GET());
    }

    private String send(HttpRequest.Builder request) throws Exception {
        HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        return response.body();
    }

    @Test
    void masterAndShadowAnswersTenGetsFromMasterAndPrintsHowTheShadowDiffers() throws Exception {
        var production = new Server("same\nproduction\n");
        var sandbox = new Server("same\nsandbox\n");
        try (var process = run("MasterAndShadow.java", "0", production.url(), sandbox.url())) {
            URI base = awaitAddress(process);

            for (int i = 0; i < 10; i++) {
                assertThat(get(base, "/" + i)).isEqualTo("same\nproduction\n");
            }

            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(process.out().lines())
                            .contains(
                                    "/9: 1 differences",
                                    "--- production",
                                    "+++ sandbox",
                                    " same",
                                    "-production",
                                    "+sandbox")
                            .filteredOn(line -> line.endsWith(": 1 differences"))
                            .hasSize(10));
            assertThat(production.asked).hasSize(10).allMatch(request -> request.endsWith(" null null"));
            assertThat(sandbox.asked).hasSize(10).allMatch(request -> request.endsWith(" 1 null"));
        }
    }

    @Test
    void getOnlySandboxSeesReadsAndNothingElse() throws Exception {
        var production = new Server("production");
        var sandbox = new Server("sandbox");
        try (var process = run("GetOnlySandbox.java", "0", production.url(), sandbox.url())) {
            URI base = awaitAddress(process);

            send(HttpRequest.newBuilder(base.resolve("/posted")).POST(BodyPublishers.ofString("x")));
            assertThat(get(base, "/got")).isEqualTo("production");

            await().atMost(PATIENCE).until(() -> process.out().contains("/got: different"));
            assertThat(sandbox.asked).containsExactly("GET /got null 1");
            assertThat(production.asked).containsExactly("POST /posted null null", "GET /got null null");
        }
    }

    @Test
    void balancerAnswersEveryRequestWhileOneServerAfterTheOtherStops() throws Exception {
        var first = new Server("first");
        var second = new Server("second");
        var third = new Server("third");
        try (var process = run("Balancer.java", "0", first.url(), second.url(), third.url())) {
            URI base = awaitAddress(process);
            var answers = new ArrayList<String>();

            for (int i = 0; i < 90; i++) {
                if (i == 30) {
                    first.stop();
                } else if (i == 60) {
                    second.stop();
                }
                answers.add(get(base, "/" + i));
            }

            assertThat(answers.subList(0, 30)).containsOnly("first");
            assertThat(answers.subList(30, 60)).containsOnly("second");
            assertThat(answers.subList(60, 90)).containsOnly("third");
        }
    }

    @Test
    void mirrorSendsEachRouteToItsShadowAtItsRate() throws Exception {
        var origin = new Server("origin");
        var api = new Server("api");
        var search = new Server("search");
        var environment =
                Map.of("PORT", "0", "ORIGIN", origin.url(), "API_NEXT", api.url(), "SEARCH_NEXT", search.url());
        var configuration = ConfigurationLoader.parse(
                Files.readString(EXAMPLES.resolve("mirror.yaml")), EXAMPLES, environment, EnumSet.of(Part.PROXY));
        try (var standalone = Standalone.start(configuration, Hooks.NONE, BrokerOptions.ephemeral())) {
            URI base = URI.create(
                    "http://127.0.0.1:" + standalone.listeners().get(0).getPort());

            for (int i = 0; i < 200; i++) {
                assertThat(get(base, "/search/" + i)).isEqualTo("origin");
            }
            for (int i = 0; i < 20; i++) {
                assertThat(get(base, "/api/" + i)).isEqualTo("origin");
                assertThat(get(base, "/" + i)).isEqualTo("origin");
            }

            await().atMost(PATIENCE).until(() -> api.asked.size() == 20);
            assertThat(search.asked).hasSizeBetween(10, 100);
            assertThat(origin.asked).hasSize(240);
            Balance.awaitSettled(standalone.admin());
        }
    }
}

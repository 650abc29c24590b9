package io.kagemusha.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.kagemusha.common.configuration.ConfigurationException;
import io.kagemusha.common.exchange.Outcome;
import io.kagemusha.common.hook.FinishedBackend;
import io.kagemusha.common.hook.FinishedExchange;
import io.kagemusha.standalone.cluster.Committed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a program that embeds all of Kagemusha can do with the three hooks. */
final class EmbeddingIT {

    private final Queue<String> sandboxSaw = new ConcurrentLinkedQueue<>();
    private final Queue<Seen> finished = new ConcurrentLinkedQueue<>();
    private HttpServer production;
    private HttpServer sandbox;

    /** What is kept of a finished exchange, which itself is valid during the call only. */
    private record Seen(String target, List<String> backends, List<String> texts, Outcome outcome) {

        static Seen of(FinishedExchange exchange) {
            var comparison = exchange.comparison();
            var request = exchange.request();
            return new Seen(
                    request == null ? "" : request.target(),
                    exchange.backends().stream().map(FinishedBackend::name).toList(),
                    exchange.backends().stream()
                            .map(backend -> backend.failure() == null
                                    ? backend.text()
                                    : backend.failure().kind().wireName())
                            .toList(),
                    comparison == null ? null : comparison.outcome());
        }
    }

    @BeforeEach
    void startServers() throws IOException {
        production = server(exchange -> answer(exchange, "{\"price\": 12}", false));
        sandbox = server(exchange -> {
            sandboxSaw.add(exchange.getRequestMethod() + " "
                    + exchange.getRequestHeaders().getFirst("X-Sandbox"));
            answer(exchange, "{\"price\": 13}", true);
        });
    }

    @AfterEach
    void stopServers() {
        production.stop(0);
        sandbox.stop(0);
    }

    @Test
    void shadowsOnlyWhatTheHookSelectsAndTellsOfEveryExchange() throws Exception {
        try (var kagemusha = Kagemusha.builder()
                .listen("127.0.0.1:0")
                .master("production", url(production))
                .backend("sandbox", url(sandbox))
                .onSelectBackends(request ->
                        request.method().equals("GET") ? List.of("production", "sandbox") : List.of("production"))
                .onMungeRequest((backend, request) -> {
                    if (backend.equals("sandbox")) {
                        request.headers().set("X-Sandbox", "1");
                    }
                })
                .onBackendFinished(exchange -> finished.add(Seen.of(exchange)))
                .start()) {

            var posted = send(kagemusha, HttpRequest.newBuilder().POST(HttpRequest.BodyPublishers.ofString("x")));
            var got = send(kagemusha, HttpRequest.newBuilder().GET());

            assertThat(posted.body()).isEqualTo("{\"price\": 12}");
            assertThat(got.body()).isEqualTo("{\"price\": 12}");
            await().untilAsserted(() -> assertThat(finished)
                    .containsExactlyInAnyOrder(
                            new Seen("/item", List.of("production"), List.of("{\"price\": 12}"), null),
                            new Seen(
                                    "/item",
                                    List.of("production", "sandbox"),
                                    List.of("{\"price\": 12}", "{\"price\": 13}"),
                                    Outcome.MISMATCH)));
            assertThat(sandboxSaw).containsExactly("GET 1");
            awaitOutcomeOfTheOnePair(kagemusha);
        }
    }

    @Test
    void showsTheHookADeadShadowByTheNameOfItsFailure() throws Exception {
        sandbox.stop(0);
        try (var kagemusha = Kagemusha.builder()
                .listen("127.0.0.1:0")
                .master("production", url(production))
                .backend("sandbox", url(sandbox))
                .onBackendFinished(exchange -> finished.add(Seen.of(exchange)))
                .start()) {

            var got = send(kagemusha, HttpRequest.newBuilder().GET());

            assertThat(got.body()).isEqualTo("{\"price\": 12}");
            await().untilAsserted(() -> assertThat(finished)
                    .containsExactly(new Seen(
                            "/item",
                            List.of("production", "sandbox"),
                            List.of("{\"price\": 12}", "connect_refused"),
                            null)));
            awaitOutcomeOfTheOnePair(kagemusha);
        }
    }

    @Test
    void refusesWhatTheConfigurationFileWouldRefuse() {
        assertThatThrownBy(() -> Kagemusha.builder()
                        .backend("sandbox", "http://127.0.0.1:1")
                        .start())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("no master backend defined");
        assertThatThrownBy(() -> Kagemusha.builder()
                        .master("production", "http://127.0.0.1:1")
                        .backend("production", "http://127.0.0.1:2"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("production");
    }

    private static void awaitOutcomeOfTheOnePair(Kagemusha kagemusha) {
        var committed = new Committed(kagemusha.bootstrapServers());
        await().untilAsserted(() -> assertThat(committed.ids("shadow.outcomes")).hasSize(1));
    }

    private static HttpResponse<String> send(Kagemusha kagemusha, HttpRequest.Builder request) throws Exception {
        int port = kagemusha.addresses().get(0).getPort();
        var uri = URI.create("http://127.0.0.1:" + port + "/item");
        return HttpClient.newHttpClient().send(request.uri(uri).build(), BodyHandlers.ofString());
    }

    private static HttpServer server(com.sun.net.httpserver.HttpHandler handler) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", handler);
        server.start();
        return server;
    }

    private static void answer(HttpExchange exchange, String json, boolean gzip) throws IOException {
        exchange.getRequestBody().readAllBytes();
        byte[] body = gzip ? gzipped(json) : json.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        if (gzip) {
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
        }
        exchange.sendResponseHeaders(200, body.length);
        try (var out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    private static byte[] gzipped(String text) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(UTF_8));
        }
        return bytes.toByteArray();
    }

    private static String url(HttpServer server) {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }
}

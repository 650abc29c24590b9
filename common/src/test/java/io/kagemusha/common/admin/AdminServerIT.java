package io.kagemusha.common.admin;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kagemusha.common.admin.AdminEndpoint.Method;
import io.kagemusha.common.configuration.Address;
import io.kagemusha.common.configuration.AdminSettings;
import io.kagemusha.common.configuration.TlsFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdminServerIT {

    private static final AdminSettings FREE_PORT = new AdminSettings(new Address("127.0.0.1", 0), true, null, null);

    private final MetricsRegistry metrics = new MetricsRegistry();
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        metrics.close();
    }

    @Test
    void saysThatItIsAlive() throws Exception {
        try (var server = AdminServer.start(FREE_PORT, metrics.registry(), List.of(), List.of())) {
            // When
            var response = get(server, "/healthz");

            // Then
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body()).isEqualTo("ok\n");
            assertThat(response.headers().firstValue("Server")).isEmpty();
        }
    }

    @Test
    void isNothingThatAWebPageCanReadByLettingItsNameLeadHere() throws Exception {
        var withToken = new AdminSettings(new Address("127.0.0.1", 0), true, "0123456789abcdef", null);
        try (var open = AdminServer.start(FREE_PORT, metrics.registry(), List.of(), List.of());
                var closed = AdminServer.start(withToken, metrics.registry(), List.of(), List.of())) {
            assertThat(statusLine(open, "/metrics", "Host: evil.example:" + open.port()))
                    .contains(" 403 ");
            assertThat(statusLine(open, "/metrics", "Host: localhost:" + open.port()))
                    .contains(" 200 ");
            assertThat(statusLine(open, "/healthz", "Host: evil.example")).contains(" 200 ");
            assertThat(statusLine(closed, "/metrics", "Host: admin.example", "Authorization: Bearer 0123456789abcdef"))
                    .contains(" 200 ");
        }
    }

    @Test
    void saysWhatIsMissingAndWhetherItServesAllTheSame() throws Exception {
        // Given
        var kafka = new AtomicReference<>(Condition.degraded("no broker answers, capture is paused"));
        var proxy = new AtomicReference<>(Condition.READY);
        var checks = List.of(check("kafka", kafka), check("proxy", proxy));
        try (var server = AdminServer.start(FREE_PORT, metrics.registry(), checks, List.of())) {
            // When
            var degraded = get(server, "/readyz");
            proxy.set(Condition.unavailable("it is draining"));
            var unavailable = get(server, "/readyz");
            kafka.set(Condition.READY);
            proxy.set(Condition.READY);
            var ready = get(server, "/readyz");

            // Then
            assertThat(degraded.statusCode()).as("it serves all the same").isEqualTo(200);
            assertThat(degraded.headers().firstValue("Content-Type")).contains("application/json");
            assertThat(degraded.body()).isEqualToIgnoringNewLines("""
                    {"status":"degraded","degraded":[{"name":"kafka","problem":"no broker answers, capture is paused"}]}
                    """);
            assertThat(unavailable.statusCode()).isEqualTo(503);
            assertThat(unavailable.body())
                    .startsWith("{\"status\":\"unavailable\",")
                    .contains("\"unavailable\":[{\"name\":\"proxy\",\"problem\":\"it is draining\"}]")
                    .contains("\"degraded\":[{\"name\":\"kafka\"");
            assertThat(ready.statusCode()).isEqualTo(200);
            assertThat(ready.body()).isEqualTo("{\"status\":\"ready\"}\n");
        }
    }

    @Test
    void publishesMetersAndTheJvmInBothFormatsOfPrometheus() throws Exception {
        // Given
        metrics.registry().counter("kagemusha.exchanges").increment(3);
        try (var server = AdminServer.start(FREE_PORT, metrics.registry(), List.of(), List.of())) {
            // When
            var text = get(server, "/metrics");
            var openMetrics = get(server, "/metrics", "Accept", "application/openmetrics-text; version=1.0.0");

            // Then
            assertThat(text.headers().firstValue("Content-Type")).contains("text/plain; version=0.0.4; charset=utf-8");
            assertThat(text.body()).contains("kagemusha_exchanges_total 3.0", "jvm_memory_used_bytes", "jvm_threads");
            assertThat(openMetrics.headers().firstValue("Content-Type").orElseThrow())
                    .startsWith("application/openmetrics-text");
            assertThat(openMetrics.body()).endsWith("# EOF\n");
        }
    }

    @Test
    void takesAFreePortWhereTheDefaultIsTaken() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            // Given
            var settings = new AdminSettings(new Address("127.0.0.1", taken.getLocalPort()), false, null, null);

            // When
            try (var server = AdminServer.start(settings, metrics.registry(), List.of(), List.of())) {
                // Then
                assertThat(server.port()).isPositive().isNotEqualTo(taken.getLocalPort());
                assertThat(get(server, "/healthz").statusCode()).isEqualTo(200);
            }
        }
    }

    @Test
    void refusesToStartWhereTheConfiguredAddressIsTaken() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var settings = new AdminSettings(new Address("127.0.0.1", taken.getLocalPort()), true, null, null);

            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> AdminServer.start(settings, metrics.registry(), List.of(), List.of()))
                    .withMessage("admin.address: 127.0.0.1:%d (expected: a free address, Address already in use)"
                            .formatted(taken.getLocalPort()));
        }
    }

    @Test
    void keepsTheProcessAliveWithNoThreadOfItsOwn() throws Exception {
        // Given
        Set<Thread> before = Thread.getAllStackTraces().keySet();

        // When
        try (var server = AdminServer.start(FREE_PORT, metrics.registry(), List.of(), List.of())) {
            get(server, "/healthz");

            // Then
            assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(thread -> !before.contains(thread))
                    .isNotEmpty()
                    .allMatch(Thread::isDaemon);
        }
    }

    @Test
    void answersWhatTheProcessAdds() throws Exception {
        // Given
        var endpoints = List.of(
                new AdminEndpoint(Method.GET, "/things", request -> AdminAnswer.problem(404, "there are none")),
                new AdminEndpoint(
                        Method.PUT,
                        "/things/{name}",
                        request -> new AdminAnswer(200, "text/plain", request.name() + " " + request.body())),
                new AdminEndpoint(Method.DELETE, "/things/{name}", request -> {
                    throw new IllegalStateException("a bug");
                }));
        try (var server = AdminServer.start(FREE_PORT, metrics.registry(), List.of(), endpoints)) {
            // When
            var got = get(server, "/things");
            var put = send(server, "PUT", "/things/a.b", "{}");
            var deleted = send(server, "DELETE", "/things/a", "");
            var fromPage = send(server, "PUT", "/things/a", "", "Origin", "http://127.0.0.1");

            // Then
            assertThat(got.statusCode()).isEqualTo(404);
            assertThat(got.headers().firstValue("Content-Type")).contains("application/problem+json");
            assertThat(put.body()).isEqualTo("a.b {}");
            assertThat(deleted.statusCode()).isEqualTo(500);
            assertThat(deleted.body()).contains("\"status\" : 500").doesNotContain("a bug");
            assertThat(fromPage.statusCode()).isEqualTo(403);
        }
    }

    @Test
    void takesTheFlagsOfAnEndpointAndNothingElseInItsQuery() throws Exception {
        // Given
        var called = new AtomicInteger();
        var endpoint = new AdminEndpoint(Method.DELETE, "/things/{name}", Set.of("revert"), request -> {
            called.incrementAndGet();
            return new AdminAnswer(200, "text/plain", request.flags().toString());
        });
        try (var server = AdminServer.start(FREE_PORT, metrics.registry(), List.of(), List.of(endpoint))) {
            // When / Then
            assertThat(send(server, "DELETE", "/things/a", "").body()).isEqualTo("[]");
            assertThat(send(server, "DELETE", "/things/a?revert", "").body()).isEqualTo("[revert]");
            assertThat(send(server, "DELETE", "/things/a?revert=true", "").body())
                    .isEqualTo("[revert]");
            for (String wrong : List.of("reverted", "revert&foo", "revert=false", "revert=true&revert=false")) {
                var refused = send(server, "DELETE", "/things/a?" + wrong, "");
                assertThat(refused.statusCode()).as(wrong).isEqualTo(400);
                assertThat(refused.headers().firstValue("Content-Type")).contains("application/problem+json");
            }
            assertThat(called).hasValue(3);
        }
    }

    @Test
    void saysAsAProblemWhatItDoesNotAnswer() throws Exception {
        // Given
        var endpoints = List.of(
                new AdminEndpoint(Method.PUT, "/things/{name}", request -> AdminAnswer.problem(409, "never")),
                new AdminEndpoint(Method.DELETE, "/things/{name}", request -> AdminAnswer.problem(409, "never")));
        try (var server = AdminServer.start(FREE_PORT, metrics.registry(), List.of(), endpoints)) {
            // When
            var unknown = get(server, "/thing");
            var otherMethod = get(server, "/things/a");
            var tooLarge = send(server, "PUT", "/things/a", "x".repeat(1_100_000));

            // Then
            assertThat(unknown.statusCode()).isEqualTo(404);
            assertThat(otherMethod.statusCode()).isEqualTo(405);
            assertThat(otherMethod.headers().firstValue("Allow")).contains("PUT, DELETE");
            assertThat(tooLarge.statusCode()).isEqualTo(413);
            assertThat(List.of(unknown, otherMethod, tooLarge))
                    .allSatisfy(problem -> assertThat(problem.headers().firstValue("Content-Type"))
                            .contains("application/problem+json"));
            assertThat(send(server, "POST", "/healthz", "").headers().firstValue("Allow"))
                    .contains("GET");
        }
    }

    @Test
    void keepsWhatIsNotOpenForWhoeverHasTheToken() throws Exception {
        // Given
        var settings = new AdminSettings(new Address("127.0.0.1", 0), true, "0123456789abcdef", null);
        var endpoints = List.of(new AdminEndpoint(Method.PUT, "/x", request -> AdminAnswer.problem(404, "reached")));
        try (var server = AdminServer.start(settings, metrics.registry(), List.of(), endpoints)) {
            // When / Then
            assertThat(get(server, "/healthz").statusCode()).isEqualTo(200);
            assertThat(get(server, "/readyz").statusCode()).isEqualTo(200);
            var refused = get(server, "/metrics");
            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(refused.headers().firstValue("WWW-Authenticate")).contains("Bearer");
            assertThat(refused.body()).doesNotContain("0123456789abcdef");
            assertThat(get(server, "/metrics", "Authorization", "Bearer 0123456789abcdex")
                            .statusCode())
                    .isEqualTo(401);
            assertThat(get(server, "/metrics", "Authorization", "Bearer 0123456789abcdef")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(send(server, "PUT", "/x", "").statusCode()).isEqualTo(401);
            assertThat(send(server, "PUT", "/x", "", "Authorization", "bearer 0123456789abcdef")
                            .statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void speaksTls() throws Exception {
        // Given
        Path directory = Path.of("src", "test", "resources", "tls");
        var files = new TlsFiles(directory.resolve("server.pem"), directory.resolve("server.key"));
        var settings = new AdminSettings(new Address("127.0.0.1", 0), true, null, files);
        try (var server = AdminServer.start(settings, metrics.registry(), List.of(), List.of())) {
            // When
            var trusting = HttpClient.newBuilder().sslContext(trusting(files)).build();
            var request = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + server.port() + "/healthz"));
            var response = trusting.send(request.build(), HttpResponse.BodyHandlers.ofString());

            // Then
            assertThat(response.body()).isEqualTo("ok\n");
        }
    }

    @Test
    void saysWhichFileIsNoCertificateOrKey() {
        Path certificate = Path.of("src", "test", "resources", "tls", "server.pem");
        var settings =
                new AdminSettings(new Address("127.0.0.1", 0), true, null, new TlsFiles(certificate, certificate));

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> AdminServer.start(settings, metrics.registry(), List.of(), List.of()))
                .withMessageStartingWith("admin.tls.key: src/test/resources/tls/server.pem (expected: a PEM file");
    }

    @Test
    void refusesACertificateAndAKeyThatDoNotBelongTogether(@TempDir Path directory) throws Exception {
        Path certificate = Path.of("src", "test", "resources", "tls", "server.pem");
        Path key = Files.writeString(
                directory.resolve("other.key"),
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(KeyPairGenerator.getInstance("EC")
                                        .generateKeyPair()
                                        .getPrivate()
                                        .getEncoded())
                        + "\n-----END PRIVATE KEY-----\n");
        var settings = new AdminSettings(new Address("127.0.0.1", 0), true, null, new TlsFiles(certificate, key));

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> AdminServer.start(settings, metrics.registry(), List.of(), List.of()))
                .withMessage("admin.tls: " + certificate + ", " + key
                        + " (expected: a certificate and its key; certificate and key do not belong together)");
    }

    private static SSLContext trusting(TlsFiles files) throws Exception {
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (var in = Files.newInputStream(files.certificate())) {
            store.setCertificateEntry(
                    "server", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private HttpResponse<String> send(AdminServer server, String method, String path, String body, String... headers)
            throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> get(AdminServer server, String path, String... headers) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** What a browser sends whose page's name leads here of a sudden. */
    private static String statusLine(AdminServer server, String path, String... fields) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            String request =
                    "GET " + path + " HTTP/1.1\r\n" + String.join("\r\n", fields) + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), US_ASCII)
                    .lines()
                    .findFirst()
                    .orElse("");
        }
    }

    private static ReadinessCheck check(String name, AtomicReference<Condition> condition) {
        return new ReadinessCheck() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Condition condition() {
                return condition.get();
            }
        };
    }
}

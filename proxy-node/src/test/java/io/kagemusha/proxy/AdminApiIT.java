package io.kagemusha.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kagemusha.common.admin.Administration;
import io.kagemusha.common.configuration.Address;
import io.kagemusha.common.configuration.AdminSettings;
import io.kagemusha.proxy.control.ControlEndpoints;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The admin API of a node without Kafka, over real sockets. */
@ExtendWith(BufferLeaks.class)
class AdminApiIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    @RegisterExtension
    final ProxyFixture proxy = new ProxyFixture();

    @TempDir
    private Path directory;

    private final Administration administration = new Administration();
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        administration.close();
    }

    private void start(String yaml) throws Exception {
        proxy.startYaml(yaml);
        var endpoints = new ControlEndpoints();
        var anyPort = new AdminSettings(new Address("127.0.0.1", 0), true, null, null);
        administration.serve(anyPort, List.of(proxy.node(), endpoints), endpoints.all());
        endpoints.started(proxy.node().control());
    }

    private HttpResponse<String> call(String method, String path, String body) throws Exception {
        int port = administration.address().getPort();
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode backends() throws Exception {
        return JSON.readTree(call("GET", "/backends", "").body());
    }

    private List<String> values(String pointer) throws Exception {
        var values = new ArrayList<String>();
        backends().get("backends").forEach(one -> values.add(one.at(pointer).asText()));
        return values;
    }

    private TestBackend backend(String text) throws Exception {
        return proxy.backend(TestBackend.answering(text));
    }

    private static String named(TestBackend backend) {
        return "{\"url\": \"" + backend.url() + "\"}";
    }

    @Test
    void showsNoSecretAndTakesNoMaskForOne() throws Exception {
        // Given
        start("""
                backends: { a: { url: 'http://127.0.0.1:1/?api_key=hunter2', master: true } }
                routes: [ { name: r, munge: { a: { set-headers: { x-api-key: hunter2 } } } } ]
                """);

        // When
        String shown = call("GET", "/backends", "").body();
        String routes = call("GET", "/routes", "").body();
        var put =
                call("PUT", "/backends/a", backends().at("/backends/0/settings").toString());

        // Then
        assertThat(shown).doesNotContain("hunter2").contains("?api_key=********");
        assertThat(routes).doesNotContain("hunter2").contains("\"x-api-key\" : \"********\"");
        assertThat(put.statusCode()).isEqualTo(400);
        assertThat(put.body()).contains("the secret that this mask stands for");
    }

    /** What an operator does to servers in rotation behind a running proxy, in this order. */
    @Test
    void addsListsStopsDeletesAndReplacesServersInRotation() throws Exception {
        TestBackend first = backend("first");
        TestBackend second = backend("second");
        TestBackend third = backend("third");
        start("""
                backends: { first: { url: %s, master: true } }
                routes: [ { name: rotation, reply: round-robin } ]
                """.formatted(first.url()));
        RawClient user = proxy.connect();
        assertThat(answers(user, 2)).containsExactly("first", "first");

        // Added: part of the rotation from the next request on
        assertThat(call("PUT", "/backends/second", named(second)).statusCode()).isEqualTo(200);
        assertThat(call("PUT", "/backends/third", named(third)).statusCode()).isEqualTo(200);
        assertThat(answers(user, 6)).containsExactly("first", "second", "third", "first", "second", "third");
        assertThat(values("/name")).containsExactly("first", "second", "third");
        assertThat(values("/origin")).containsExactly("file", "node", "node");
        assertThat(values("/master")).containsExactly("true", "false", "false");

        // Stopped, untold: its turn goes to the next for the same request, and the listing says who is down
        third.close();
        assertThat(answers(user, 6)).containsOnly("first", "second");
        assertThat(values("/instances/0/up")).containsExactly("true", "true", "false");

        // Deleted: no further request
        int before = second.requests().size();
        assertThat(call("DELETE", "/backends/third", "").statusCode()).isEqualTo(200);
        assertThat(call("DELETE", "/backends/second", "").statusCode()).isEqualTo(200);
        assertThat(answers(user, 3)).containsOnly("first");
        assertThat(second.requests()).hasSize(before);
        assertThat(values("/name")).containsExactly("first");

        // The only one replaced: the very next request goes to the new one
        assertThat(call("PUT", "/backends/first", named(second)).statusCode()).isEqualTo(200);
        assertThat(answers(user, 1)).containsExactly("second");
        assertThat(values("/master")).containsExactly("true");
    }

    private static List<String> answers(RawClient user, int requests) throws Exception {
        var answers = new ArrayList<String>();
        for (int i = 0; i < requests; i++) {
            answers.add(user.get("/" + i).read().text());
        }
        return answers;
    }

    @Test
    void listsInOrderWhichInstancesAreDown() throws Exception {
        TestBackend first = backend("first");
        TestBackend second = backend("second");
        start("backends: { production: { urls: [%s, %s, %s], master: true, fail-timeout: 1h } }\n"
                .formatted(first.url(), TestBackend.refusingUrl(), second.url()));

        assertThat(answers(proxy.connect(), 6)).containsOnly("first", "second");

        JsonNode instances = backends().at("/backends/0/instances");
        assertThat(instances).extracting(one -> one.get("up").asBoolean()).containsExactly(true, false, true);
        assertThat(instances.get(0).get("instance").asText())
                .isEqualTo(first.url().substring("http://".length()));
    }

    @Test
    void makesAnotherBackendTheMaster() throws Exception {
        TestBackend before = backend("before");
        TestBackend after = backend("after");
        start("backends: { old: { url: %s, master: true } }\n".formatted(before.url()));
        RawClient user = proxy.connect();

        call("PUT", "/backends/new", "{\"url\": \"%s\", \"master\": true}".formatted(after.url()));

        assertThat(user.get("/").read().text()).isEqualTo("after");
        assertThat(values("/master")).containsExactly("false", "true");
        assertThat(call("DELETE", "/backends/old", "").statusCode()).isEqualTo(200);
        assertThat(backends().at("/deleted/0/name").asText()).isEqualTo("old");
    }

    @Test
    void saysWhatIsWrongAndChangesNothing() throws Exception {
        TestBackend production = backend("production");
        start("backends: { production: { url: %s, master: true } }\n".formatted(production.url()));

        var invalid = call("PUT", "/backends/staging", "{\"tiemout\": \"5s\", \"sample\": \"250%\"}");
        assertThat(invalid.statusCode()).isEqualTo(400);
        assertThat(invalid.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(invalid.body())
                .contains("backends.staging.tiemout: unknown key (did you mean 'timeout'?)")
                .contains("backends.staging.url: none (expected: ")
                .contains("backends.staging.sample: 250% (expected: a share from 0% to 100%)");
        assertThat(call("DELETE", "/backends/production", "").statusCode()).isEqualTo(409);
        assertThat(call("PUT", "/backends/production", "{\"url\": \"http://b\", \"master\": false}")
                        .statusCode())
                .isEqualTo(409);
        var unknown = call("DELETE", "/backends/staging", "");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).contains("expected: one of production");
        assertThat(call("DELETE", "/backends/production?revert", "").statusCode())
                .isEqualTo(404);

        assertThat(values("/settings/urls/0")).containsExactly(production.url());
        assertThat(values("/origin")).containsExactly("file");
    }

    @Test
    void saysWhichFileABackendLacksAndChangesNothing() throws Exception {
        TestBackend production = backend("production");
        start("backends: { production: { url: %s, master: true } }\n".formatted(production.url()));
        Path authorities = directory.resolve("ca.pem");

        var answer = call(
                "PUT",
                "/backends/staging",
                "{\"url\": \"https://127.0.0.1:1\", \"tls\": {\"ca\": \"%s\"}}".formatted(authorities));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("backend staging: tls.ca: " + authorities + " (expected: a readable file)");
        assertThat(values("/name")).containsExactly("production");
        assertThat(call("GET", "/readyz", "").body()).contains("\"ready\"");
    }

    /** Who is the master no more is made anew as a shadow, for which its authorities have to be read again. */
    @Test
    void waitsWithAChangeUntilItCanBeMade() throws Exception {
        Path authorities = Files.copy(TlsClient.file("ca.pem").toPath(), directory.resolve("ca.pem"));
        TestBackend after = backend("after");
        start("backends: { old: { url: \"https://127.0.0.1:1\", master: true, tls: { ca: \"%s\" } } }\n"
                .formatted(authorities));
        Files.delete(authorities);
        String problem = "backend old: tls.ca: " + authorities + " (expected: a readable file)";

        var answer = call("PUT", "/backends/new", "{\"url\": \"%s\", \"master\": true}".formatted(after.url()));

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(JSON.readTree(answer.body()).get("waitsHere").asText()).isEqualTo(problem);
        assertThat(values("/name")).containsExactly("old");
        assertThat(values("/origin")).containsExactly("file");
        assertThat(call("GET", "/readyz", "").body())
                .contains("\"degraded\"", "what was changed at run time is not in force: " + problem);
        assertThat(proxy.connect().get("/").read().status()).isEqualTo(502);

        Files.copy(TlsClient.file("ca.pem").toPath(), authorities);

        await().until(() -> proxy.connect().get("/").read().text().equals("after"));
        assertThat(values("/master")).containsExactly("false", "true");
        await().until(() -> call("GET", "/readyz", "").body().contains("\"ready\""));
    }

    @Test
    void goesOnAtOnceWhenAChangeThatWaitsIsTakenBack() throws Exception {
        Path authorities = Files.copy(TlsClient.file("ca.pem").toPath(), directory.resolve("ca.pem"));
        start("backends: { old: { url: \"https://127.0.0.1:1\", master: true, tls: { ca: \"%s\" } } }\n"
                .formatted(authorities));
        Files.delete(authorities);
        call("PUT", "/backends/new", "{\"url\": \"http://127.0.0.1:1\", \"master\": true}");
        assertThat(call("PUT", "/backends/other", "{\"url\": \"http://127.0.0.1:1\"}")
                        .statusCode())
                .as("what comes later waits with it")
                .isEqualTo(202);

        assertThat(call("DELETE", "/backends/new?revert", "").statusCode()).isEqualTo(200);

        assertThat(values("/name")).containsExactly("old", "other");
        assertThat(call("GET", "/readyz", "").body()).contains("\"ready\"");
    }

    @Test
    void saysThatAChangeReachesThisNodeOnlyWhereThereIsNoKafka() throws Exception {
        TestBackend production = backend("production");
        start("backends: { production: { url: %s, master: true } }\n".formatted(production.url()));

        var answer = JSON.readTree(
                call("PUT", "/backends/staging", named(production)).body());

        assertThat(answer.get("inForceOn").asText()).startsWith("this node only");
        assertThat(answer.at("/backend/routes/0").asText()).isEqualTo("default");
        assertThat(answer.at("/backend/settings/concurrency").asInt()).isEqualTo(128);
    }

    @Test
    void givesABackendBackToTheFile() throws Exception {
        TestBackend production = backend("production");
        start("backends: { production: { url: %s, master: true } }\n".formatted(production.url()));
        call("PUT", "/backends/production", "{\"url\": \"http://127.0.0.1:1\"}");

        assertThat(call("DELETE", "/backends/production?revert", "").statusCode())
                .isEqualTo(200);

        assertThat(values("/settings/urls/0")).containsExactly(production.url());
        assertThat(proxy.connect().get("/").read().text()).isEqualTo("production");
    }

    @Test
    void listsRoutesWithTheBackendsThatTheySelectNow() throws Exception {
        start("""
                backends:
                  production: { url: %s, master: true }
                  staging: { url: %s }
                routes:
                  - { name: reads, match: { methods: GET }, backends: [production, staging] }
                  - { name: rest }
                """.formatted(TestBackend.refusingUrl(), TestBackend.refusingUrl()));

        call("DELETE", "/backends/staging", "");
        call("PUT", "/backends/new", "{\"url\": \"http://127.0.0.1:1\"}");

        JsonNode routes = JSON.readTree(call("GET", "/routes", "").body()).get("routes");
        assertThat(routes.get(0).get("name").asText()).isEqualTo("reads");
        assertThat(routes.get(0).get("backends")).hasToString("[\"production\"]");
        assertThat(routes.get(1).get("backends")).hasToString("[\"production\",\"new\"]");
        assertThat(routes.get(0).get("origin").asText()).isEqualTo("file");
    }

    @Test
    void drainsWhenTold() throws Exception {
        var released = new CountDownLatch(1);
        TestBackend production = proxy.backend(TestBackend.of(call -> {
            call.request();
            call.await(released);
            call.answer("production");
        }));
        start("backends: { production: { url: %s, master: true } }\n".formatted(production.url()));
        assertThat(call("GET", "/readyz", "").statusCode()).isEqualTo(200);
        RawClient user = proxy.connect().get("/");
        await().until(() -> production.heads() == 1);

        assertThat(call("POST", "/drain", "").statusCode()).isEqualTo(202);

        var ready = call("GET", "/readyz", "");
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.body()).contains("draining");
        await().untilAsserted(() -> assertThatThrownBy(proxy::connect).isInstanceOf(IOException.class));
        released.countDown();
        assertThat(user.read().text()).isEqualTo("production");
        assertThat(user.readToEnd()).isEmpty();
    }
}

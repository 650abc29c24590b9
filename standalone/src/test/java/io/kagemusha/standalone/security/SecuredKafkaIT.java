package io.kagemusha.standalone.security;

import static io.kagemusha.standalone.security.SecuredBroker.PASSWORD;
import static io.kagemusha.standalone.security.SecuredBroker.right;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;
import static org.apache.kafka.common.resource.PatternType.LITERAL;
import static org.apache.kafka.common.resource.PatternType.PREFIXED;
import static org.apache.kafka.common.resource.ResourceType.GROUP;
import static org.apache.kafka.common.resource.ResourceType.TOPIC;
import static org.apache.kafka.common.resource.ResourceType.TRANSACTIONAL_ID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.kagemusha.common.admin.Condition;
import io.kagemusha.common.configuration.Configuration;
import io.kagemusha.common.configuration.ConfigurationFile;
import io.kagemusha.common.configuration.ConfigurationLoader;
import io.kagemusha.common.configuration.Part;
import io.kagemusha.common.hook.Hooks;
import io.kagemusha.common.process.FaultException;
import io.kagemusha.comparer.ComparerWorker;
import io.kagemusha.proxy.ProxyNode;
import io.kagemusha.proxy.ProxyServer;
import io.kagemusha.standalone.mismatch.EventReader;
import io.kagemusha.standalone.mismatch.EventTopics;
import io.kagemusha.standalone.run.TopicSetup;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.common.acl.AclBinding;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every process with TLS, SCRAM and no rights but those that docs/operations.md says it needs. */
class SecuredKafkaIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final AclBinding WRITE_REQUESTS = right("proxy", WRITE, TOPIC, LITERAL, "shadow.requests");

    @TempDir
    static Path directory;

    private static SecuredBroker broker;
    private static HttpServer backend;

    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws Exception {
        broker = new SecuredBroker(directory);
        for (String user : List.of("setup", "proxy", "comparer", "reader", "nobody")) {
            broker.addUser(user);
        }
        broker.allow(List.of(
                right("setup", CREATE, TOPIC, PREFIXED, "shadow."),
                right("setup", DESCRIBE, TOPIC, PREFIXED, "shadow."),
                right("setup", DESCRIBE_CONFIGS, TOPIC, PREFIXED, "shadow.")));
        broker.allow(List.of(
                right("proxy", DESCRIBE, TOPIC, PREFIXED, "shadow."),
                right("proxy", DESCRIBE_CONFIGS, TOPIC, PREFIXED, "shadow."),
                WRITE_REQUESTS,
                right("proxy", WRITE, TOPIC, LITERAL, "shadow.responses"),
                right("proxy", READ, TOPIC, LITERAL, "shadow.config"),
                right("proxy", WRITE, TOPIC, LITERAL, "shadow.config")));
        broker.allow(List.of(
                right("comparer", DESCRIBE, TOPIC, PREFIXED, "shadow."),
                right("comparer", DESCRIBE_CONFIGS, TOPIC, PREFIXED, "shadow."),
                right("comparer", READ, TOPIC, LITERAL, "shadow.requests"),
                right("comparer", READ, TOPIC, LITERAL, "shadow.responses"),
                right("comparer", WRITE, TOPIC, LITERAL, "shadow.outcomes"),
                right("comparer", WRITE, TOPIC, PREFIXED, "shadow.mismatches"),
                right("comparer", WRITE, TOPIC, LITERAL, "shadow.dead-letters"),
                right("comparer", CREATE, TOPIC, PREFIXED, "shadow.comparer-"),
                right("comparer", READ, TOPIC, PREFIXED, "shadow.comparer-"),
                right("comparer", WRITE, TOPIC, PREFIXED, "shadow.comparer-"),
                right("comparer", READ, GROUP, LITERAL, "shadow.comparer"),
                right("comparer", DESCRIBE, TRANSACTIONAL_ID, PREFIXED, "shadow.comparer"),
                right("comparer", WRITE, TRANSACTIONAL_ID, PREFIXED, "shadow.comparer")));
        broker.allow(List.of(
                right("reader", READ, TOPIC, LITERAL, "shadow.outcomes"),
                right("reader", READ, TOPIC, PREFIXED, "shadow.mismatches")));
        backend = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        backend.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        backend.start();
        TopicSetup.create(configuration("setup", PASSWORD));
    }

    @AfterAll
    static void stop() {
        backend.stop(0);
        broker.close();
    }

    private static Configuration configuration(String user, String password) throws Exception {
        return ConfigurationLoader.parse(yaml(user, password), Path.of(""), Map.of(), Set.of(Part.PROXY, Part.KAFKA));
    }

    private static String yaml(String user, String password) {
        return """
                listeners: [{ address: "127.0.0.1:0" }]
                backends:
                  old: { url: "http://127.0.0.1:%1$d", master: true }
                  new: { url: "http://127.0.0.1:%1$d" }
                topics: { partitions: 1, replication: 1 }
                """.formatted(backend.getAddress().getPort()) + broker.kafka(user, password);
    }

    private void send(ProxyNode node) throws IOException, InterruptedException {
        int port = node.addresses().get(0).getPort();
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"));
        assertThat(client.send(request.build(), BodyHandlers.discarding()).statusCode())
                .isEqualTo(200);
    }

    @Test
    void everyProcessWorksWithTheRightsThatItNeeds() throws Exception {
        try (var node = ProxyNode.start(configuration("proxy", PASSWORD), Hooks.NONE, new SimpleMeterRegistry());
                var worker = ComparerWorker.start(
                        configuration("comparer", PASSWORD), List.of(), new SimpleMeterRegistry())) {
            // When
            for (int i = 0; i < 5; i++) {
                send(node);
            }

            // Then
            var configuration = configuration("reader", PASSWORD);
            await().atMost(PATIENCE).untilAsserted(() -> {
                assertThat(worker.condition()).isEqualTo(Condition.READY);
                assertThat(node.condition()).isEqualTo(Condition.READY);
                assertThat(outcomes(configuration))
                        .filteredOn(o -> o.contains("\"MATCH\""))
                        .hasSizeGreaterThanOrEqualTo(5);
            });
            await().atMost(PATIENCE).until(node::balanced);
        }
    }

    private static List<String> outcomes(Configuration configuration) {
        var outcomes = new ArrayList<String>();
        var topics = EventTopics.outcomes(configuration.topics());
        try (var reader = EventReader.open(configuration.kafka(), topics, EventReader.Start.BEGINNING)) {
            reader.readToEnd(record -> outcomes.add(new String(record.value(), UTF_8)));
        }
        return outcomes;
    }

    @Test
    void wrongPasswordLeavesClientsAloneAndIsToldInOneLine() throws Exception {
        var registry = new SimpleMeterRegistry();
        var wrong = configuration("proxy", "battery staple");
        try (var node = ProxyNode.start(wrong, Hooks.NONE, registry)) {
            send(node);

            await().atMost(PATIENCE).until(() -> node.condition().state() == Condition.State.DEGRADED);
            assertThat(node.condition().detail())
                    .contains("kafka: credentials refused (expected: valid ones)")
                    .doesNotContain("battery", "\n");
            assertThat(registry.get("kagemusha.capture.kafka.failures")
                            .tag("reason", "unauthenticated")
                            .counter()
                            .count())
                    .isPositive();
            send(node);
        }
        assertThatExceptionOfType(FaultException.class)
                .isThrownBy(() -> ComparerWorker.start(wrong, List.of(), new SimpleMeterRegistry()))
                .withMessageStartingWith("kafka: credentials refused (expected: valid ones)")
                .withMessageNotContaining("\n");
        assertThatExceptionOfType(FaultException.class)
                .isThrownBy(() -> TopicSetup.create(wrong))
                .withMessageContaining("credentials refused");
    }

    @Test
    void missingRightsAreNamedAtTheStart() throws Exception {
        assertThatExceptionOfType(FaultException.class)
                .isThrownBy(() -> TopicSetup.create(configuration("nobody", PASSWORD)))
                .withMessageMatching(
                        "kafka \\S+ topic shadow\\.\\S+: not allowed \\(expected: the right Describe on it, see kafka-acls\\)");
        assertThatExceptionOfType(FaultException.class)
                .isThrownBy(() ->
                        ComparerWorker.start(configuration("proxy", PASSWORD), List.of(), new SimpleMeterRegistry()))
                .withMessageContaining("topic shadow.dead-letters: not allowed (expected: the right Write on it); ")
                .withMessageContaining("topic shadow.requests: not allowed (expected: the right Read on it)")
                .withMessageContaining("group shadow.comparer: not allowed (expected: the right Read on it)")
                .withMessageContaining(
                        "transactional id shadow.comparer-*: not allowed (expected: the right Write on it)")
                .withMessageEndingWith(", see kafka-acls");
        try (var node = ProxyNode.start(configuration("setup", PASSWORD), Hooks.NONE, new SimpleMeterRegistry())) {
            send(node);
            await().atMost(PATIENCE)
                    .until(() -> node.condition()
                            .detail()
                            .contains("topic shadow.requests: not allowed (expected: the right Write on it"));
        }
    }

    @Test
    void changesAtRunTimeTakeTheRightsReadAndWriteOnTheirTopic() throws Exception {
        try (var allowed = server("proxy");
                var forbidden = server("setup")) {
            // When
            var refused = change(forbidden, "PUT", "/backends/new");
            var changed = change(allowed, "PUT", "/backends/new");
            var reverted = change(allowed, "DELETE", "/backends/new?revert");

            // Then
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
            assertThat(refused.body()).containsIgnoringCase("authoriz");
            assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
            assertThat(reverted.statusCode()).as(reverted.body()).isEqualTo(200);
            await().atMost(PATIENCE)
                    .until(() -> change(forbidden, "GET", "/readyz").body().contains("shadow.config"));
            assertThat(change(allowed, "GET", "/readyz").body()).doesNotContain("shadow.config");
        }
    }

    private static ProxyServer server(String user) throws Exception {
        Path file = Files.writeString(
                directory.resolve(user + ".yaml"), yaml(user, PASSWORD) + "admin: { address: \"127.0.0.1:0\" }\n");
        return ProxyServer.start(new ConfigurationFile(file, Set.of(Part.PROXY, Part.KAFKA)));
    }

    private HttpResponse<String> change(ProxyServer server, String method, String path) throws Exception {
        var admin = Pattern.compile("admin=(\\S+)").matcher(server.ready().toString());
        assertThat(admin.find()).isTrue();
        var request = HttpRequest.newBuilder(URI.create(admin.group(1) + path))
                .method(method, BodyPublishers.ofString("{\"url\": \"http://127.0.0.1:1\"}"));
        return client.send(request.build(), BodyHandlers.ofString());
    }

    @Test
    void withdrawnRightIsCountedAndCaptureResumesWhenItIsGivenBack() throws Exception {
        var registry = new SimpleMeterRegistry();
        try (var node = ProxyNode.start(configuration("proxy", PASSWORD), Hooks.NONE, registry)) {
            send(node);
            await().atMost(PATIENCE).until(() -> node.counters().pairsCaptured() == 1);

            // When
            broker.withdraw(WRITE_REQUESTS);
            await().atMost(PATIENCE).until(() -> {
                send(node);
                return registry.get("kagemusha.capture.records.dropped")
                                .tag("reason", "unauthorized")
                                .functionCounter()
                                .count()
                        > 0;
            });

            // Then
            assertThat(node.condition().detail())
                    .contains(
                            "not allowed (expected: the rights Describe and Write on shadow.requests, see kafka-acls)");
            broker.allow(List.of(WRITE_REQUESTS));
            await().atMost(PATIENCE).until(() -> {
                send(node);
                return node.condition().equals(Condition.READY)
                        || node.condition().detail().startsWith("captured records were dropped");
            });
            await().atMost(PATIENCE).until(node::balanced);
        } finally {
            broker.allow(List.of(WRITE_REQUESTS));
        }
    }
}

package io.kagemusha.standalone.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.kagemusha.common.configuration.ConfigurationFile;
import io.kagemusha.common.configuration.Part;
import io.kagemusha.common.topic.TopicCreator;
import io.kagemusha.proxy.ProxyServer;
import io.kagemusha.standalone.broker.BrokerOptions;
import io.kagemusha.standalone.broker.EmbeddedBroker;
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
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Changes that are made through one node's admin server travel to the others, and outlive all of them. */
final class ConfigTopicIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Any certificate in PEM. */
    private static final Path AUTHORITIES = Path.of("../proxy-node/src/test/resources/tls/ca.pem");

    private final HttpClient client = HttpClient.newHttpClient();
    private final EmbeddedBroker broker = new EmbeddedBroker(BrokerOptions.ephemeral());
    private final List<ProxyServer> nodes = new ArrayList<>();
    private final List<HttpServer> servers = new ArrayList<>();

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void start() throws Exception {
        broker.start();
        file = Files.writeString(
                directory.resolve("kagemusha.yaml"), """
                listeners: [{ address: "127.0.0.1:0" }]
                backends: { old: { url: "%s", master: true } }
                kafka: { bootstrap.servers: "%s" }
                topics: { partitions: 1, replication: 1 }
                admin: { address: "127.0.0.1:0" }
                """.formatted(server("old"), broker.bootstrapServers()));
    }

    @AfterEach
    void stop() {
        nodes.forEach(ProxyServer::close);
        broker.close();
        servers.forEach(server -> server.stop(0));
    }

    @Test
    void changeThroughOneNodeIsInForceOnTheOtherAndOnBothAfterARestart() throws Exception {
        ProxyServer one = nodeThatHasRead();
        ProxyServer other = nodeThatHasRead();

        var answer = call(one, "PUT", "/backends/old", "{\"url\": \"" + server("new") + "\"}");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("every node");
        assertThat(get(one)).isEqualTo("new");
        await().until(() -> get(other).equals("new"));
        stopNodes();
        for (ProxyServer again : List.of(nodeThatHasRead(), nodeThatHasRead())) {
            await().until(() -> get(again).equals("new"));
            assertThat(new ObjectMapper()
                            .readTree(call(again, "GET", "/backends", "").body())
                            .at("/backends/0/origin")
                            .asText())
                    .isEqualTo("topic");
        }
    }

    @Test
    void deletionTravelsToo() throws Exception {
        ProxyServer one = nodeThatHasRead();
        ProxyServer other = nodeThatHasRead();
        call(one, "PUT", "/backends/staging", "{\"url\": \"" + server("staging") + "\"}");
        await().until(() -> backends(other).contains("\"staging\""));

        assertThat(call(other, "DELETE", "/backends/staging", "").statusCode()).isEqualTo(200);

        await().until(() -> !backends(one).contains("\"staging\""));
        stopNodes();
        assertThat(backends(nodeThatHasRead())).doesNotContain("\"staging\"");
    }

    @Test
    void refusesAChangeWhileKafkaIsAwayAndServesOn() throws Exception {
        ProxyServer node = nodeThatHasRead();
        broker.stop();

        var answer = call(node, "PUT", "/backends/old", "{\"url\": \"" + server("new") + "\"}");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(get(node)).isEqualTo("old");
        assertThat(backends(node)).contains("\"file\"").doesNotContain("\"topic\"");
        broker.start();
    }

    @Test
    void servesByTheFileWhileKafkaIsAwayAtTheStartAndCatchesUp() throws Exception {
        call(nodeThatHasRead(), "PUT", "/backends/old", "{\"url\": \"" + server("new") + "\"}");
        stopNodes();
        broker.stop();

        ProxyServer node = node();

        assertThat(get(node)).isEqualTo("old");
        var ready = call(node, "GET", "/readyz", "");
        assertThat(ready.statusCode()).isEqualTo(200);
        assertThat(ready.body()).contains("shadow.config has not been read");
        broker.start();
        await().atMost(PATIENCE).until(() -> get(node).equals("new"));
        await().atMost(PATIENCE)
                .until(() -> !call(node, "GET", "/readyz", "").body().contains("shadow.config"));
    }

    @Test
    void leavesOutWhatItCannotRead() throws Exception {
        ProxyServer node = nodeThatHasRead();
        write(new ProducerRecord<>("shadow.config", "old", "what is this"));

        await().until(() ->
                call(node, "GET", "/metrics", "").body().contains("kagemusha_config_records_ignored_total 1.0"));
        assertThat(get(node)).isEqualTo("old");
        call(node, "PUT", "/backends/old", "{\"url\": \"" + server("new") + "\"}");
        assertThat(get(node)).isEqualTo("new");
    }

    /** As when another node was told, which has the file. */
    @Test
    void waitsWithABackendWhoseAuthoritiesItLacks() throws Exception {
        ProxyServer node = nodeThatHasRead();
        Path authorities = directory.resolve("ca.pem");
        writeBackendWith(authorities);
        String problem = "what was changed at run time is not in force: backend secured: tls.ca: " + authorities;
        await().until(() -> ready(node).contains(problem));

        assertThat(call(node, "PUT", "/backends/later", "{\"url\": \"" + server("later") + "\"}")
                        .statusCode())
                .isEqualTo(202);
        assertThat(backends(node)).contains("\"old\"").doesNotContain("\"secured\"", "\"later\"");
        assertThat(call(node, "GET", "/metrics", "").body()).doesNotContain("backend=\"later\"");
        Files.copy(AUTHORITIES, authorities);

        await().until(() -> backends(node).contains("\"later\""));
        assertThat(backends(node)).contains("\"secured\"");
        await().until(() -> !ready(node).contains("not in force"));
    }

    @Test
    void tellsApartWhatTheTopicAndWhatTheFileLacks() throws Exception {
        ProxyServer node = nodeThatHasRead();
        Path authorities = directory.resolve("ca.pem");
        writeBackendWith(authorities);
        await().until(() -> ready(node).contains("not in force: backend secured"));
        String filed = "backends: { filed: { url: \"https://127.0.0.1:1\", tls: { ca: other.pem } }, ";
        Files.writeString(file, Files.readString(file).replace("backends: { ", filed));

        await().until(() -> ready(node).contains("is refused, what was in force stays: backend filed"));
        assertThat(ready(node)).contains("not in force: backend secured");
        Files.copy(AUTHORITIES, directory.resolve("other.pem"));

        await().until(() -> backends(node).contains("\"filed\""));
        await().until(() -> !ready(node).contains("is refused"));
        assertThat(ready(node)).contains("not in force: backend secured");
        Files.copy(AUTHORITIES, authorities);
        await().until(() -> backends(node).contains("\"secured\""));
        assertThat(backends(node)).contains("\"filed\"");
    }

    @Test
    void servesByTheFileWhereItLacksAuthoritiesAtTheStartAndGoesOnWhenTheBackendIsDeleted() throws Exception {
        ProxyServer one = nodeThatHasRead();
        Path authorities = Files.copy(AUTHORITIES, directory.resolve("ca.pem"));
        writeBackendWith(authorities);
        call(one, "PUT", "/backends/old", "{\"url\": \"" + server("new") + "\"}");
        await().until(() -> backends(one).contains("\"secured\""));
        Files.delete(authorities);

        ProxyServer other = nodeThatHasRead();

        await().until(() -> ready(other).contains("not in force: backend secured: tls.ca: " + authorities));
        assertThat(get(other)).isEqualTo("old");
        assertThat(get(one)).isEqualTo("new");
        assertThat(call(other, "DELETE", "/backends/secured", "").statusCode()).isEqualTo(200);
        assertThat(get(other)).isEqualTo("new");
        assertThat(ready(other)).doesNotContain("not in force");
        await().until(() -> !backends(one).contains("\"secured\""));
    }

    private void writeBackendWith(Path authorities) throws Exception {
        var change = new ProducerRecord<>(
                "shadow.config",
                "secured",
                "{\"url\": \"https://127.0.0.1:1\", \"tls\": {\"ca\": \"" + authorities + "\"}}");
        change.headers().add("ce_type", "io.kagemusha.backend.v1".getBytes(UTF_8));
        write(change);
    }

    private void write(ProducerRecord<String, String> change) throws Exception {
        Map<String, Object> properties = Map.of("bootstrap.servers", broker.bootstrapServers());
        try (var producer = new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer())) {
            producer.send(change).get();
        }
    }

    private String ready(ProxyServer node) throws Exception {
        return call(node, "GET", "/readyz", "").body();
    }

    @Test
    void warnsOfATopicThatForgetsWhereNothingIsCaptured() throws Exception {
        // Given
        var topic = new NewTopic("shadow.config", 1, (short) 1).configs(Map.of("cleanup.policy", "delete"));
        try (var admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(List.of(topic)).all().get();
        }
        Files.writeString(file, "capture: { when: never }\n", StandardOpenOption.APPEND);
        var warnings = new ConcurrentLinkedQueue<String>();
        var logger = (Logger) LoggerFactory.getLogger(TopicCreator.class);
        var appender = new AppenderBase<ILoggingEvent>() {
            @Override
            protected void append(ILoggingEvent event) {
                warnings.add(event.getFormattedMessage());
            }
        };
        appender.start();
        logger.addAppender(appender);

        try {
            // When
            nodeThatHasRead();

            // Then
            assertThat(warnings)
                    .singleElement()
                    .asString()
                    .startsWith("topic shadow.config: cleanup.policy is delete (expected: compact");
        } finally {
            logger.detachAppender(appender);
        }
    }

    private ProxyServer node() throws Exception {
        var node = ProxyServer.start(new ConfigurationFile(file, EnumSet.allOf(Part.class)));
        nodes.add(node);
        return node;
    }

    /** A start waits for the topic, but on a busy machine not long enough. */
    private ProxyServer nodeThatHasRead() throws Exception {
        ProxyServer node = node();
        await().until(() -> !call(node, "GET", "/readyz", "").body().contains("shadow.config"));
        return node;
    }

    private void stopNodes() {
        nodes.forEach(ProxyServer::close);
        nodes.clear();
    }

    private static URI url(ProxyServer node, String part) {
        var matcher = Pattern.compile(part + "=(\\S+)").matcher(node.ready().toString());
        assertThat(matcher.find()).isTrue();
        return URI.create(matcher.group(1));
    }

    private String get(ProxyServer node) throws Exception {
        var request = HttpRequest.newBuilder(url(node, "proxy").resolve("/")).build();
        return client.send(request, BodyHandlers.ofString()).body();
    }

    private HttpResponse<String> call(ProxyServer node, String method, String path, String body) throws Exception {
        var request =
                HttpRequest.newBuilder(url(node, "admin").resolve(path)).method(method, BodyPublishers.ofString(body));
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private String backends(ProxyServer node) throws Exception {
        return call(node, "GET", "/backends", "").body();
    }

    private String server(String text) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", exchange -> {
            byte[] body = text.getBytes(UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        servers.add(server);
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }
}

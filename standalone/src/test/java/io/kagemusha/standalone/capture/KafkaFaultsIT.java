package io.kagemusha.standalone.capture;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kagemusha.common.configuration.Configuration;
import io.kagemusha.common.configuration.ConfigurationLoader;
import io.kagemusha.common.configuration.Part;
import io.kagemusha.common.exchange.Outcome;
import io.kagemusha.common.hook.Hooks;
import io.kagemusha.proxy.ProxyNode;
import io.kagemusha.standalone.Balance;
import io.kagemusha.standalone.broker.BrokerOptions;
import io.kagemusha.standalone.broker.TestKafka;
import io.kagemusha.standalone.run.Standalone;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KafkaFaultsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final List<String> INPUTS = List.of("shadow.requests", "shadow.responses");

    /** What no compression makes smaller. */
    private static final String NOISE = noise(200_000);

    private final TestKafka broker = TestKafka.start();
    private ScriptedServer master;
    private ScriptedServer shadow;
    private Admin admin;

    @BeforeEach
    void start() throws IOException {
        master = new ScriptedServer(path -> answer(path, "1"));
        shadow = new ScriptedServer(path -> answer(path, path.equals("/different") ? "2" : "1"));
        admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
    }

    @AfterEach
    void stop() throws IOException {
        admin.close();
        broker.close();
        shadow.close();
        master.close();
    }

    private static String noise(int length) {
        byte[] bytes = new byte[length / 4 * 3];
        new Random(7).nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] answer(String path, String end) {
        String blob = path.equals("/head") ? "X-Blob: " + NOISE.substring(0, 6000) + "\r\n" : "";
        String body = path.equals("/small") ? end : NOISE + end;
        return ("HTTP/1.1 200 OK\r\nConnection: close\r\n" + blob + "Content-Length: " + body.length() + "\r\n\r\n"
                        + body)
                .getBytes(US_ASCII);
    }

    private Configuration configuration() throws Exception {
        String yaml = """
                listeners: [{ address: "127.0.0.1:0" }]
                backends:
                  old: { url: "http://127.0.0.1:%d", master: true }
                  new: { url: "http://127.0.0.1:%d" }
                kafka: { bootstrap.servers: "%s", max.block.ms: 200, delivery.timeout.ms: 15000, request.timeout.ms: 5000 }
                topics: { partitions: 2, replication: 1 }
                compare: { join-timeout: 10s }
                admin: { address: "127.0.0.1:0" }
                """.formatted(master.port(), shadow.port(), broker.bootstrapServers());
        return ConfigurationLoader.parse(yaml, Path.of(""), Map.of(), Set.of(Part.PROXY, Part.KAFKA));
    }

    private static void send(int port, String path, String body) throws IOException {
        String request = "POST " + path + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: "
                + body.length() + "\r\n\r\n" + body;
        assertThat(ScriptedServer.exchange(port, request.getBytes(US_ASCII))).startsWith("HTTP/1.1 200 OK");
    }

    @Test
    void cutsRecordsThatTheTopicIsTooSmallForAndJoinsThemAllTheSame() throws Exception {
        admin.createTopics(INPUTS.stream()
                        .map(name -> new NewTopic(name, 2, (short) 1)
                                .configs(
                                        Map.of("max.message.bytes", "3000", "message.timestamp.type", "LogAppendTime")))
                        .toList())
                .all()
                .get();
        try (var standalone = Standalone.start(configuration(), Hooks.NONE, BrokerOptions.ephemeral())) {
            int port = standalone.listeners().get(0).getPort();

            send(port, "/same", NOISE);
            send(port, "/different", NOISE);
            send(port, "/head", "");

            await().atMost(PATIENCE).until(() -> standalone.outcomes().total() == 3);
            assertThat(standalone.outcomes().of(Outcome.MATCH)).isEqualTo(1);
            assertThat(standalone.outcomes().of(Outcome.MISMATCH)).isEqualTo(1);
            assertThat(standalone.outcomes().of(Outcome.SHADOW_FAILED)).isEqualTo(1);
            assertThat(standalone.summary().dropped()).isZero();
            Balance.awaitSettled(standalone.admin());
        }
    }

    @Test
    void makesDeletedTopicsAnewAndGoesOn() throws Exception {
        var registry = new SimpleMeterRegistry();
        try (var node = ProxyNode.start(configuration(), Hooks.NONE, registry)) {
            int port = node.addresses().get(0).getPort();
            send(port, "/small", "");
            await().atMost(PATIENCE).until(() -> node.counters().pairsCaptured() == 1);

            // When
            admin.deleteTopics(INPUTS).all().get();
            await().until(() -> admin.listTopics().names().get().stream().noneMatch(INPUTS::contains));

            // Then
            await().atMost(PATIENCE).until(() -> {
                send(port, "/small", "");
                return node.counters().pairsCaptured() > 1;
            });
            assertThat(admin.describeTopics(INPUTS).allTopicNames().get().values())
                    .allMatch(topic -> topic.partitions().size() == 2);
            await().atMost(PATIENCE).until(node::balanced);
        }
    }
}

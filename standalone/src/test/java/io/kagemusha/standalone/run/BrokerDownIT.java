package io.kagemusha.standalone.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.kagemusha.common.configuration.Configuration;
import io.kagemusha.common.configuration.ConfigurationLoader;
import io.kagemusha.common.configuration.Part;
import io.kagemusha.common.hook.Hooks;
import io.kagemusha.comparer.ComparerWorker;
import io.kagemusha.proxy.ProxyNode;
import io.kagemusha.standalone.Balance;
import io.kagemusha.standalone.broker.BrokerOptions;
import io.kagemusha.standalone.broker.EmbeddedBroker;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients are answered whatever becomes of Kafka, and capture begins, and begins again, by itself. */
final class BrokerDownIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int SMALL_BUFFER = 1 << 20;
    private static final String BODY = "hello ".repeat(4000);

    private final HttpClient client = HttpClient.newHttpClient();
    private final EmbeddedBroker broker = new EmbeddedBroker(BrokerOptions.ephemeral());
    private HttpServer master;
    private HttpServer shadow;

    @BeforeEach
    void start() throws IOException {
        master = server();
        shadow = server();
        broker.start();
    }

    @AfterEach
    void stop() {
        broker.close();
        shadow.stop(0);
        master.stop(0);
    }

    @Test
    void servesWithoutABrokerAndComparesEverythingOnceThereIsOne() throws Exception {
        Configuration configuration = configuration(SMALL_BUFFER * 32);
        broker.stop();
        var captures = new SimpleMeterRegistry();
        try (var node = ProxyNode.start(configuration, Hooks.NONE, captures)) {
            int port = node.addresses().get(0).getPort();

            send(port, 20);
            broker.start();

            await().atMost(PATIENCE).until(() -> node.counters().pairsCaptured() == 20);
            var outcomes = new SimpleMeterRegistry();
            try (var worker = ComparerWorker.start(configuration, List.of(), outcomes)) {
                await().atMost(PATIENCE).until(() -> worker.running() && matches(outcomes) == 20);
                Balance.awaitSettled(captures, outcomes);
            }
            assertThat(node.counters().recordsDropped()).isZero();
            await().until(node::balanced);
        }
    }

    @Test
    void answersEveryRequestWhileTheBrokerIsAwayAndSaysHowManyPairsWereDropped() throws Exception {
        try (var standalone = Standalone.start(configuration(SMALL_BUFFER), Hooks.NONE, BrokerOptions.ephemeral())) {
            int port = standalone.listeners().get(0).getPort();
            send(port, 10);
            await().atMost(PATIENCE).until(() -> standalone.outcomes().total() == 10);
            broker.stop();

            send(port, 200);

            await().until(() -> standalone.summary().dropped() > 0);
            broker.start();
            long before = standalone.outcomes().total();
            await().atMost(PATIENCE).until(() -> {
                send(port, 1);
                return standalone.outcomes().total() > before;
            });
            await().atMost(PATIENCE).untilAsserted(() -> {
                Summary summary = standalone.summary();
                assertThat(summary.compared() + summary.unjoined() + summary.dropped())
                        .as("%s", summary)
                        .isEqualTo(summary.exchanges());
            });
        }
    }

    private static double matches(MeterRegistry registry) {
        return registry.find("kagemusha.comparer.outcomes").tag("outcome", "MATCH").counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    private void send(int port, int requests) throws Exception {
        for (int i = 0; i < requests; i++) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/" + i));
            var response = client.send(request.build(), BodyHandlers.ofString());
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body()).isEqualTo(BODY);
        }
    }

    private Configuration configuration(int buffer) throws Exception {
        String yaml = """
                listeners: [{ address: "127.0.0.1:0" }]
                backends:
                  old: { url: "http://127.0.0.1:%d", master: true }
                  new: { url: "http://127.0.0.1:%d" }
                capture: { buffer: %d }
                kafka: { bootstrap.servers: "%s" }
                topics: { partitions: 2, replication: 1 }
                compare: { join-timeout: 5s }
                admin: { address: "127.0.0.1:0" }
                """.formatted(
                master.getAddress().getPort(), shadow.getAddress().getPort(), buffer, broker.bootstrapServers());
        return ConfigurationLoader.parse(yaml, Path.of(""), Map.of(), Set.of(Part.PROXY, Part.KAFKA));
    }

    private static HttpServer server() throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", exchange -> {
            byte[] body = BODY.getBytes(UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        return server;
    }
}

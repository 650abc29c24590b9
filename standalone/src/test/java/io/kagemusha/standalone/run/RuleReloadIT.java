package io.kagemusha.standalone.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.kagemusha.common.configuration.ConfigurationFile;
import io.kagemusha.common.configuration.Part;
import io.kagemusha.common.exchange.Outcome;
import io.kagemusha.common.hook.Hooks;
import io.kagemusha.standalone.Balance;
import io.kagemusha.standalone.broker.BrokerOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A standalone whose file is given a rule of comparison while it runs. */
final class RuleReloadIT {

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    private Path directory;

    private HttpServer master;
    private HttpServer shadow;

    @BeforeEach
    void start() throws IOException {
        master = server("{\"id\": 1, \"name\": \"tea\"}");
        shadow = server("{\"id\": 2, \"name\": \"tea\"}");
    }

    @AfterEach
    void stop() {
        master.stop(0);
        shadow.stop(0);
    }

    @Test
    void comparesByRulesThatWereAddedToTheFile() throws Exception {
        Path path = write("{}");
        var file = new ConfigurationFile(path, Set.of(Part.PROXY));
        try (var standalone = Standalone.start(file.load(), file, Hooks.NONE, BrokerOptions.ephemeral())) {
            get(standalone.listeners().get(0), "/");
            await().until(() -> standalone.outcomes().of(Outcome.MISMATCH) == 1);

            write("{ rules: [ { name: ids, paths: /id, action: ignore } ] }");

            await().until(() -> get(standalone.admin(), "/metrics")
                    .contains("kagemusha_configuration_reloads_total{result=\"applied\"} 1.0"));
            get(standalone.listeners().get(0), "/");
            await().until(() -> standalone.outcomes().of(Outcome.MATCH_AFTER_RULES) == 1);
            assertThat(standalone.outcomes().total()).isEqualTo(2);
            Balance.awaitSettled(standalone.admin());
            assertThat(get(standalone.admin(), "/backends")).contains("\"old\"", "\"new\"", "\"origin\" : \"file\"");
        }
    }

    private Path write(String compare) throws IOException {
        Path whole = Files.writeString(directory.resolve("whole.yaml"), """
                listeners: [{ address: "127.0.0.1:0" }]
                admin: { address: "127.0.0.1:0" }
                topics: { partitions: 1 }
                backends:
                  old: { url: "http://127.0.0.1:%d", master: true }
                  new: { url: "http://127.0.0.1:%d" }
                compare: %s
                """.formatted(
                        master.getAddress().getPort(), shadow.getAddress().getPort(), compare));
        return Files.move(whole, directory.resolve("kagemusha.yaml"), StandardCopyOption.REPLACE_EXISTING);
    }

    private String get(InetSocketAddress address, String path) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + address.getPort() + path));
        return client.send(request.build(), BodyHandlers.ofString()).body();
    }

    private static HttpServer server(String json) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] body = json.getBytes(UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        return server;
    }
}

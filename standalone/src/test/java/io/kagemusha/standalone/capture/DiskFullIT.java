package io.kagemusha.standalone.capture;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kagemusha.common.admin.Condition;
import io.kagemusha.common.configuration.Configuration;
import io.kagemusha.common.configuration.ConfigurationLoader;
import io.kagemusha.common.configuration.Part;
import io.kagemusha.common.hook.Hooks;
import io.kagemusha.proxy.ProxyNode;
import io.kagemusha.standalone.broker.BrokerProcess;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The broker can write no more. */
class DiskFullIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final byte[] REQUEST = "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n".getBytes(US_ASCII);

    @TempDir
    private Path scratch;

    @Test
    void clientsAreServedAndTheNodeSaysThatNothingIsCaptured() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "the size of files is limited by a POSIX shell");
        try (var broker = BrokerProcess.startOnFullDisk(scratch.resolve("data"), scratch);
                var backend = new ScriptedServer(path -> answer());
                var node = ProxyNode.start(configuration(broker, backend), Hooks.NONE, new SimpleMeterRegistry())) {
            // Given
            int port = node.addresses().get(0).getPort();
            assertServed(port);
            await().atMost(PATIENCE).until(() -> node.counters().pairsCaptured() == 1);

            // When
            await().atMost(PATIENCE).until(() -> {
                assertServed(port);
                return node.condition().detail().startsWith("kafka takes no captured records since ");
            });

            // Then
            assertServed(port);
            assertThat(node.condition().state()).isEqualTo(Condition.State.DEGRADED);
            await().atMost(PATIENCE).until(() -> node.counters().recordsDropped() > 0);
            await().atMost(PATIENCE).until(node::balanced);
        }
    }

    /** What no compression makes smaller, and different each time. */
    private static byte[] answer() {
        byte[] noise = new byte[600_000];
        new Random().nextBytes(noise);
        String body = Base64.getEncoder().encodeToString(noise);
        return ("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                .getBytes(US_ASCII);
    }

    private static void assertServed(int port) throws Exception {
        assertThat(ScriptedServer.exchange(port, REQUEST)).startsWith("HTTP/1.1 200 OK");
    }

    private static Configuration configuration(BrokerProcess broker, ScriptedServer backend) throws Exception {
        String yaml = """
                listeners: [{ address: "127.0.0.1:0" }]
                backends:
                  old: { url: "http://127.0.0.1:%1$d", master: true }
                  new: { url: "http://127.0.0.1:%1$d" }
                capture: { max-body: 1MiB, buffer: 16MiB }
                drain-timeout: 1s
                kafka:
                  bootstrap.servers: "%2$s"
                  delivery.timeout.ms: 4000
                  request.timeout.ms: 2000
                topics: { partitions: 1, replication: 1 }
                """.formatted(backend.port(), broker.bootstrapServers());
        return ConfigurationLoader.parse(yaml, Path.of(""), Map.of(), Set.of(Part.PROXY, Part.KAFKA));
    }
}

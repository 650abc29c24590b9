package io.kagemusha.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kagemusha.common.configuration.ConfigurationFile;
import io.kagemusha.common.configuration.Part;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What does not start leaves nothing running. */
class StartFailureIT {

    /** Threads that a library or the JVM starts when they are first of use, one for all. */
    private static final List<String> SHARED = List.of("globalEventExecutor", "Cleaner", "ForkJoinPool", "Attach");

    @TempDir
    private Path directory;

    private ServerSocket taken;

    @BeforeEach
    void takePort() throws Exception {
        taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void freePort() throws Exception {
        taken.close();
    }

    @Test
    void aPortThatIsTakenLeavesNoThread() throws Exception {
        assertLeavesNothing(
                "",
                "listeners: [{ address: '127.0.0.1:0' }, { address: '127.0.0.1:%d' }]".formatted(taken.getLocalPort()));
    }

    @Test
    void aListenerWithABrokenCertificateLeavesNoThread() throws Exception {
        assertLeavesNothing("", "listeners: [{ address: '127.0.0.1:0', tls: { certificate: pom.xml, key: pom.xml } }]");
    }

    @Test
    void aBackendWithABrokenCertificateLeavesNoThread() throws Exception {
        assertLeavesNothing(", tls: { ca: pom.xml }", "listeners: [{ address: '127.0.0.1:0' }]");
    }

    @Test
    void anAccessLogThatCannotBeOpenedLeavesNoThread() throws Exception {
        assertLeavesNothing(
                "", "listeners: [{ address: '127.0.0.1:0' }]\naccess-log: { file: '%s' }".formatted(directory));
    }

    @Test
    void kafkaPropertiesThatAreWrongLeaveNoThread() throws Exception {
        assertLeavesNothing("", """
                listeners: [{ address: '127.0.0.1:0' }]
                kafka: { bootstrap.servers: "127.0.0.1:1", acks: some }
                """);
    }

    @Test
    void anAdminPortThatIsTakenLeavesNoThread() throws Exception {
        assertLeavesNothing("", """
                listeners: [{ address: '127.0.0.1:0' }]
                admin: { address: '127.0.0.1:%d' }
                """.formatted(taken.getLocalPort()));
    }

    private void assertLeavesNothing(String master, String settings) throws Exception {
        String kafka = settings.contains("kafka:") ? "" : "kafka: { bootstrap.servers: '127.0.0.1:1' }\n";
        String admin = settings.contains("admin:") ? "" : "admin: { address: '127.0.0.1:0' }\n";
        Path file = Files.writeString(
                directory.resolve("kagemusha.yaml"),
                "backends: { a: { url: 'https://127.0.0.1:1', master: true%s } }\n".formatted(master)
                        + kafka
                        + admin
                        + settings);
        Set<Thread> before = Thread.getAllStackTraces().keySet();

        assertThatThrownBy(() -> ProxyServer.start(new ConfigurationFile(file, EnumSet.allOf(Part.class))));

        await().pollInSameThread()
                .untilAsserted(() -> assertThat(startedSince(before)).isEmpty());
    }

    private static Set<Thread> startedSince(Set<Thread> before) {
        var started = new HashSet<>(Thread.getAllStackTraces().keySet());
        started.removeAll(before);
        started.removeIf(thread -> SHARED.stream().anyMatch(thread.getName()::contains));
        return started;
    }
}

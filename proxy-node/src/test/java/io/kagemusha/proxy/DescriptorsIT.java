package io.kagemusha.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayDeque;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A node that has no file descriptor left. */
@DisabledOnOs(OS.WINDOWS)
class DescriptorsIT {

    @TempDir
    private Path directory;

    @Test
    void goesOnAndAcceptsAgainWhenSomeHaveLeft() throws Exception {
        String yaml = "backends: { production: { url: %s, master: true } }\n";
        try (var production = TestBackend.answering("production");
                var node = NodeProcess.start(directory, yaml.formatted(production.url()), 300);
                var before = RawClient.connect(node.address())) {
            var others = new ArrayDeque<Socket>();
            assertThat(before.get("/").read().text()).isEqualTo("production");

            // When
            for (int i = 0; i < 400; i++) {
                others.add(
                        new Socket(node.address().getAddress(), node.address().getPort()));
            }

            // Then
            await().until(() -> node.output().contains("a connection could not be accepted"));
            assertThat(before.get("/").read().text()).isEqualTo("production");

            // When
            while (!others.isEmpty()) {
                others.poll().close();
            }

            // Then
            try (var after = RawClient.connect(node.address())) {
                assertThat(after.get("/").read().text()).isEqualTo("production");
            }
            await().until(() -> node.metric("kagemusha_client_accept_failures_total") > 0);
        }
    }
}

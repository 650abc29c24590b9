package io.kagemusha.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.kagemusha.common.hook.SelectBackends;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What waits of an upload on a stream that was stopped comes after what its exchange has kept, not before. */
@ExtendWith(BufferLeaks.class)
class Http2UploadIT {

    private static final int PATIENCE_SECONDS = 120;
    private static final int PART = 8_000;

    @RegisterExtension
    final ProxyFixture proxy = new ProxyFixture();

    private final CountDownLatch released = new CountDownLatch(1);
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private FrameClient client;

    @AfterEach
    void close() throws Exception {
        released.countDown();
        if (client != null) {
            client.close();
        }
    }

    @Test
    void keepsItsOrderBehindAHookThatBlocks() throws Exception {
        TestBackend production = proxy.backend(TestBackend.answering("production"));
        proxy.onSelect(SelectBackends.blocking(request -> {
            assertThat(released.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            return List.of("production");
        }));
        proxy.startYaml("""
                backends: { production: { url: %s, master: true } }
                replay-buffer: 64KiB
                hooks: { timeout: 1h }
                """.formatted(production.url()));
        client = FrameClient.connect(proxy.address()).headers(1, false, FrameClient.request("PUT", "/"));
        sendWhatIsTaken(1, 1_000_000);

        released.countDown();
        sendUpTo(1, 1_000_000);
        client.data(1, true, "");

        assertThat(client.await(1).text()).isEqualTo("production");
        assertThat(production.request().body()).isEqualTo(sent.toByteArray());
    }

    @Test
    void keepsItsOrderForTheNextBackendWhenTheFirstTookNothing() throws Exception {
        TestBackend production = proxy.backend(TestBackend.answering("production"));
        try (var full = new FullServer()) {
            proxy.startYaml("""
                    backends:
                      full: { url: %s, connect-timeout: 3s }
                      production: { url: %s, master: true }
                    routes:
                      - { name: warm, match: { path: /warm }, backends: [production] }
                      - { name: rest, backends: [full, production], reply: first-usable }
                    replay-buffer: 1MiB
                    """.formatted(full.url(), production.url()));
            client = FrameClient.connect(proxy.address()).get(1, "/warm");
            client.await(1);
            client.headers(3, false, FrameClient.request("PUT", "/"));
            sendWhatIsTaken(3, 400_000);

            sendUpTo(3, 400_000);
            client.data(3, true, "");

            assertThat(client.await(3).text()).isEqualTo("production");
            assertThat(production.requests().get(1).body()).isEqualTo(sent.toByteArray());
        }
    }

    private void sendWhatIsTaken(int stream, int most) throws Exception {
        while (sent.size() < most && client.takeWindow(stream, PART)) {
            send(stream);
        }
        assertThat(sent.size()).as("sent until the client was stopped").isLessThan(most);
    }

    private void sendUpTo(int stream, int bytes) throws Exception {
        while (sent.size() < bytes) {
            client.awaitWindow(stream, PART);
            send(stream);
        }
    }

    /** No two parts are alike. */
    private void send(int stream) throws Exception {
        byte[] part = "%08d".formatted(sent.size()).repeat(PART / 8).getBytes(US_ASCII);
        sent.writeBytes(part);
        client.data(stream, false, part);
    }
}

package io.kagemusha.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kagemusha.common.exchange.FailureKind;
import io.kagemusha.common.exchange.Result;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Backends that answer, or do not, and take no more of a request that is still being sent. */
@ExtendWith(BufferLeaks.class)
class EarlyAnswerIT {

    private static final String ANSWER = "HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n";
    private static final int LENGTH = 4_000_000;
    private static final String UPLOAD = "POST / HTTP/1.1\r\nHost: test\r\nContent-Length: " + LENGTH + "\r\n\r\n";

    @RegisterExtension
    final ProxyFixture proxy = new ProxyFixture();

    @TempDir
    Path directory;

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    /**
     * A server of which whoever sends to it learns at once that it takes no more, and which can answer still; by TCP the one
     * comes with the other.
     */
    private static final class DeafBackend implements AutoCloseable {

        private final ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        private final List<SocketChannel> connections = new CopyOnWriteArrayList<>();

        DeafBackend(Path file) throws IOException {
            server.bind(UnixDomainSocketAddress.of(file));
            var thread = new Thread(this::accept, "deaf-backend");
            thread.setDaemon(true);
            thread.start();
        }

        private void accept() {
            try {
                while (server.isOpen()) {
                    SocketChannel connection = server.accept();
                    connection.read(ByteBuffer.allocate(1000));
                    connection.shutdownInput();
                    connections.add(connection);
                }
            } catch (IOException e) {
                // The test is over
            }
        }

        /** Says that on the connection that was opened as the {@code index}th. */
        void send(int index, String text) throws IOException {
            connections.get(index).write(ByteBuffer.wrap(text.getBytes(ISO_8859_1)));
        }

        @Override
        public void close() throws IOException {
            server.close();
            for (SocketChannel connection : connections) {
                connection.close();
            }
        }
    }

    private DeafBackend startWithDeafBackend(String settings) throws Exception {
        Path file = directory.resolve("deaf.sock");
        DeafBackend deaf = proxy.backend(new DeafBackend(file));
        proxy.startYaml(
                "backends: { production: { url: \"http://unix:%s\", master: true%s } }\ncapture: { when: always }"
                        .formatted(file, settings));
        return deaf;
    }

    @Test
    @DisplayName("RFC 9110, 7.5: an answer is passed on though its backend takes nothing more of the request")
    void passesOnTheAnswerOfABackendThatTakesNoMore() throws Exception {
        DeafBackend deaf = startWithDeafBackend("");
        RawClient client = proxy.connect().send(UPLOAD);
        await().until(() -> deaf.connections.size() == 1);
        // None of it waits for anything
        client.send(new byte[LENGTH]);

        deaf.send(0, ANSWER + "\r\nno");
        RawMessage answer = client.read();
        client.get("/next");
        await().until(() -> deaf.connections.size() == 2);
        deaf.send(1, ANSWER + "\r\nno");

        assertThat(answer.status()).isEqualTo(413);
        assertThat(client.read().text()).isEqualTo("no");
    }

    @Test
    void waitsForABackendThatTakesNoMoreNoLongerThanForOthers() throws Exception {
        DeafBackend deaf = startWithDeafBackend(", timeout: 200ms");
        RawClient client = proxy.connect().send(UPLOAD);
        await().until(() -> deaf.connections.size() == 1);

        client.send(new byte[1000]);

        assertThat(client.read().status()).isEqualTo(504);
        assertThat(proxy.awaitRecords(2).of("production").get(0).failure().kind())
                .isEqualTo(FailureKind.RESPONSE_TIMEOUT);
    }

    @Test
    @DisplayName("RFC 9110, 7.5: an answer is passed on though its backend closes with the rest of the request unread")
    void passesOnTheAnswerOfABackendThatCloses() throws Exception {
        TestBackend.Script refusing = call -> {
            call.send(ANSWER + "Connection: close\r\n\r\nno");
            call.close();
        };
        TestBackend production = proxy.backend(TestBackend.withSmallWindow(refusing));
        TestBackend sandbox = proxy.backend(TestBackend.withSmallWindow(refusing));
        proxy.start(production, sandbox);
        var statuses = new ArrayList<Integer>();

        // Often, because it is chance whether the answer is read before the connection is seen to be lost
        for (int i = 0; i < 20; i++) {
            RawClient client = proxy.connect().send(UPLOAD);
            Future<?> upload = threads.submit(() -> client.send(new byte[LENGTH]));
            statuses.add(client.read().status());
            upload.get();
        }

        assertThat(statuses).containsOnly(413);
        assertThat(proxy.awaitRecords(60).responses())
                .extracting(response -> response.result().complete())
                .containsOnly(true);
    }

    @Test
    void breaksOffAnAnswerWithoutLengthWhoseBackendResetsInTheMidstOfTheRequest() throws Exception {
        var reset = new CountDownLatch(1);
        TestBackend production = proxy.backend(TestBackend.withSmallWindow(call -> {
            call.send("HTTP/1.1 200 OK\r\n\r\npart");
            call.await(reset);
            call.reset();
        }));
        proxy.startYaml("""
                backends: { production: { url: %s, master: true } }
                capture: { when: always }
                """.formatted(production.url()));
        RawClient client = proxy.connect().send(UPLOAD);
        threads.submit(() -> client.send(new byte[LENGTH]));
        assertThat(client.readHead().status()).isEqualTo(200);

        reset.countDown();

        assertThat(client.readToEnd()).contains("part").doesNotContain("0\r\n\r\n");
        Result result = proxy.awaitRecords(2).of("production").get(0);
        assertThat(result.failure().kind()).isEqualTo(FailureKind.TRUNCATED);
    }
}

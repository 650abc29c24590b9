package io.kagemusha.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kagemusha.proxy.FrameClient.Answer;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Windows of streams and of the connection (RFC 9113, 5.2 and 6.9). */
@ExtendWith(BufferLeaks.class)
class Http2ClientFlowControlIT {

    private static final int INITIAL_WINDOW_SIZE = 4;
    private static final int WINDOW = 65_535;

    @RegisterExtension
    private final ProxyFixture proxy = new ProxyFixture();

    private final CountDownLatch released = new CountDownLatch(1);
    private FrameClient client;

    @AfterEach
    void close() throws Exception {
        released.countDown();
        if (client != null) {
            client.close();
        }
    }

    @Test
    @DisplayName("RFC 9113, 5.2: uploads that a backend does not take stop neither each other nor anything else")
    void letsStreamsPassThoseThatWait() throws Exception {
        TestBackend production = proxy.backend(TestBackend.withSmallWindow(call -> {
            if (call.head().method().equals("POST")) {
                call.await(released);
            }
            call.answer(call.head().target());
        }));
        proxy.start(production);
        client = FrameClient.connect(proxy.address());
        int slow = 20;
        for (int i = 0; i < slow; i++) {
            client.post(2 * i + 1, "/slow");
            for (int sent = 0; sent < 60_000; sent += 15_000) {
                client.data(2 * i + 1, false, new byte[15_000]);
            }
        }

        client.get(101, "/quick");

        assertThat(client.await(101).text()).isEqualTo("/quick");
        released.countDown();
        for (int i = 0; i < slow; i++) {
            client.data(2 * i + 1, true, "");
            assertThat(client.await(2 * i + 1).text()).isEqualTo("/slow");
        }
    }

    @Test
    @DisplayName("RFC 9113, 6.9.1: the client is given a window only for what the backend has taken")
    void givesWindowOnlyForWhatTheBackendTakes() throws Exception {
        proxy.start(proxy.backend(TestBackend.withSmallWindow(call -> {
            call.await(released);
            call.answer(Integer.toString(call.request().body().length));
        })));
        client = FrameClient.connect(proxy.address());
        int chunk = 16_000;
        int chunks = 1000;

        client.post(1, "/");
        int sent = 0;
        while (sent < chunks && client.takeWindow(1, chunk)) {
            client.data(1, false, new byte[chunk]);
            sent++;
        }
        assertThat(sent).as("parts until the backend reads").isLessThan(chunks);
        released.countDown();
        for (; sent < chunks; sent++) {
            client.awaitWindow(1, chunk);
            client.data(1, false, new byte[chunk]);
        }
        client.data(1, true, "");

        assertThat(client.await(1).text()).isEqualTo(Integer.toString(chunks * chunk));
    }

    @Test
    @DisplayName("RFC 9113, 5.2: a response whose window is shut waits, and others pass it")
    void letsResponsesPassOneThatWaits() throws Exception {
        int length = 1_000_000;
        TestBackend production = proxy.backend(TestBackend.of(call -> {
            call.request();
            call.send("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n");
            call.send(new byte[length]);
        }));
        proxy.start(production);
        client = FrameClient.connect(proxy.address()).keepWindows();
        client.window(0, 10 * length).get(1, "/").awaitBytes(1, WINDOW);

        client.get(3, "/").window(3, length);

        Answer passing = client.await(3);
        assertThat(passing.bytes()).isEqualTo(length);
        assertThat(client.answer(1).bytes()).isEqualTo(WINDOW);
        client.window(1, length);
        assertThat(client.await(1).bytes()).isEqualTo(length);
    }

    @Test
    @DisplayName("RFC 9113, 6.9.2: settings that shut all windows hold every body, and a new size opens them")
    void obeysTheClientsSettings() throws Exception {
        proxy.start(proxy.backend(TestBackend.answering("hello")));
        client = FrameClient.connect(proxy.address()).settings(INITIAL_WINDOW_SIZE, 0);

        client.get(1, "/").awaitHead(1);
        client.ping().awaitPingAck(1);
        int before = client.answer(1).bytes();
        client.settings(INITIAL_WINDOW_SIZE, 3).awaitBytes(1, 3);
        client.window(1, 2);

        assertThat(before).isZero();
        assertThat(client.await(1).text()).isEqualTo("hello");
    }

    @Test
    @DisplayName("RFC 9113, 6.9: who sends more than its window is cut off")
    void refusesMoreThanTheWindow() throws Exception {
        TestBackend production = proxy.backend(TestBackend.withSmallWindow(call -> call.await(released)));
        proxy.start(production);
        client = FrameClient.connect(proxy.address()).post(1, "/");
        await().until(() -> production.heads() == 1);

        // What the sockets on the way to the backend take is given back, so that this is more than enough
        while (client.answer(1).reset() < 0 && !client.hasGoAway()) {
            client.data(1, false, new byte[16_000]);
            client.readAvailable();
        }

        assertThat(
                        client.hasGoAway()
                                ? client.awaitGoAway().code()
                                : client.answer(1).reset())
                .isEqualTo(FrameClient.FLOW_CONTROL_ERROR);
    }

    @Test
    @DisplayName("G13: a shadow that does not read is shed, and the upload goes on")
    void shedsShadowThatDoesNotTakeTheUpload() throws Exception {
        TestBackend production = proxy.backend(TestBackend.of(
                call -> call.answer(Integer.toString(call.request().body().length))));
        TestBackend sandbox = proxy.backend(TestBackend.withSmallWindow(call -> call.await(released)));
        proxy.start(production, sandbox);
        client = FrameClient.connect(proxy.address()).post(1, "/");
        int chunk = 16_000;
        int chunks = 1000;

        for (int sent = 0; sent < chunks; sent++) {
            client.awaitWindow(1, chunk);
            client.data(1, false, new byte[chunk]);
        }
        client.data(1, true, "");

        assertThat(client.await(1).text()).isEqualTo(Integer.toString(chunk * chunks));
        assertThat(proxy.awaitRecords(3).of("sandbox").get(0).failure().kind().wireName())
                .isEqualTo("shed");
    }

    @Test
    @DisplayName("RFC 9113, 6.9.2: the connection's window is open for all streams from the beginning")
    void opensTheConnectionsWindowForAllStreams() throws Exception {
        proxy.start(proxy.backend(TestBackend.answering("hello")));
        client = FrameClient.connect(proxy.address());

        client.get(1, "/").await(1);

        assertThat(client.takeWindow(0, 100 * WINDOW)).isTrue();
    }
}

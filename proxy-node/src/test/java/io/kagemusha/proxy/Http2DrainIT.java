package io.kagemusha.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kagemusha.proxy.FrameClient.GoAway;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The end of a connection of HTTP/2 (RFC 9113, 6.8 and 9.1), and clients that are silent. */
@ExtendWith(BufferLeaks.class)
class Http2DrainIT {

    private static final int ALL = Integer.MAX_VALUE;

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

    private void startWaiting(String settings) throws Exception {
        TestBackend production = proxy.backend(TestBackend.of(call -> {
            call.request();
            call.await(released);
            call.answer("hello");
        }));
        proxy.startYaml(
                settings + "backends: { production: { url: \"%s\", master: true } }".formatted(production.url()));
        client = FrameClient.connect(proxy.address());
    }

    @Test
    @DisplayName("RFC 9113, 6.8: a node that stops takes what was begun before it was heard, and ends after that")
    void finishesStreamsInFlight() throws Exception {
        startWaiting("");
        client.keepPings().get(1, "/").ping().awaitPingAck(1);

        CompletableFuture<Void> closing =
                CompletableFuture.runAsync(() -> proxy.node().close());
        GoAway first = client.awaitGoAway();
        client.get(3, "/");
        client.write(FrameClient.PING, FrameClient.ACK, 0, new byte[8]);
        GoAway second = client.awaitGoAway(2);
        released.countDown();

        assertThat(first).isEqualTo(new GoAway(ALL, FrameClient.NO_ERROR));
        assertThat(second).isEqualTo(new GoAway(3, FrameClient.NO_ERROR));
        assertThat(client.await(1).text()).isEqualTo("hello");
        assertThat(client.await(3).text()).isEqualTo("hello");
        client.awaitEnd();
        closing.get();
    }

    @Test
    @DisplayName("RFC 9113, 6.8: a client that does not answer the PING does not hold the node up")
    void endsWithoutTheClientsAnswer() throws Exception {
        startWaiting("");
        client.keepPings().awaitSettingsAck();

        CompletableFuture<Void> closing =
                CompletableFuture.runAsync(() -> proxy.node().close());

        assertThat(client.awaitGoAway(2)).isEqualTo(new GoAway(0, FrameClient.NO_ERROR));
        client.awaitEnd();
        closing.get();
    }

    @Test
    @DisplayName("RFC 9113, 9.1 and E6: an idle connection ends, one that waits for an answer does not")
    void endsIdleConnections() throws Exception {
        startWaiting("client-timeout: 2s\n");
        FrameClient idle = FrameClient.connect(proxy.address());
        client.get(1, "/");

        assertThat(idle.awaitGoAway(2).code()).isEqualTo(FrameClient.NO_ERROR);
        idle.awaitEnd();
        idle.close();
        released.countDown();

        assertThat(client.await(1).text()).isEqualTo("hello");
        assertThat(client.awaitGoAway(2)).isEqualTo(new GoAway(1, FrameClient.NO_ERROR));
        client.awaitEnd();
    }

    @Test
    @DisplayName("RFC 9110, 15.5.9: a body that does not come is answered 408, and the connection goes on")
    void answersWhoeverDoesNotSendItsBody() throws Exception {
        startWaiting("limits: { body-timeout: 200ms }\n");
        released.countDown();

        client.post(1, "/").data(1, false, "half");

        assertThat(client.awaitReset(1)).isEqualTo(FrameClient.NO_ERROR);
        assertThat(client.answer(1).status()).isEqualTo(408);
        assertThat(client.get(3, "/").await(3).text()).isEqualTo("hello");
        await().untilAsserted(() ->
                assertThat(proxy.counter("kagemusha.exchanges.answered")).isEqualTo(2));
    }

    @Test
    @DisplayName("E6: a client that opens no window for its answer is given up")
    void givesUpWhoeverDoesNotReadItsAnswer() throws Exception {
        startWaiting("client-timeout: 2s\n");
        released.countDown();

        client.settings(4, 0).get(1, "/");

        assertThat(client.awaitReset(1)).isEqualTo(FrameClient.CANCEL);
    }

    @Test
    @DisplayName("E6: who begins the preface and goes silent is closed")
    void closesWhoeverDoesNotEndThePreface() throws Exception {
        startWaiting("client-timeout: 100ms\n");
        FrameClient begun = FrameClient.silent(proxy.address()).send("PRI * HT");

        begun.awaitEnd();

        begun.close();
    }
}

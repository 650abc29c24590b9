package io.kagemusha.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kagemusha.common.exchange.FailureKind;
import io.kagemusha.common.exchange.Result;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

@ExtendWith(BufferLeaks.class)
class ClientDisconnectIT {

    @RegisterExtension
    final ProxyFixture proxy = new ProxyFixture();

    private final CountDownLatch released = new CountDownLatch(1);

    @AfterEach
    void release() {
        released.countDown();
    }

    private TestBackend waiting(String text) throws Exception {
        return proxy.backend(TestBackend.of(call -> {
            call.request();
            call.await(released);
            call.answer(text);
        }));
    }

    @Test
    @DisplayName("RFC 9112, 8: a request that breaks off never ends at a backend")
    void abortsBackendsWhenClientLeavesInsideItsRequest() throws Exception {
        TestBackend production = proxy.backend(TestBackend.of(TestBackend.Call::request));
        TestBackend sandbox = proxy.backend(TestBackend.of(TestBackend.Call::request));
        proxy.start(production, sandbox);
        RawClient client = proxy.connect().send("POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 10\r\n\r\npart");
        await().until(() -> production.heads() == 1 && sandbox.heads() == 1);

        client.close();

        var captured = proxy.awaitRecords(3);
        for (String backend : List.of("production", "sandbox")) {
            assertThat(captured.of(backend).get(0).failure().kind()).isEqualTo(FailureKind.ABORTED_BY_CLIENT);
        }
        assertThat(captured.requests().get(0).request().body().bytes())
                .asString()
                .isEqualTo("part");
        await().until(() -> production.ended() == 1 && sandbox.ended() == 1);
        assertThat(production.requests()).isEmpty();
        assertThat(proxy.counter("kagemusha.exchanges.unanswered")).isEqualTo(1);
    }

    @Test
    void finishesExchangeWhenClientLeavesAfterItsRequest() throws Exception {
        TestBackend production = waiting("production");
        TestBackend sandbox = waiting("sandbox");
        proxy.start(production, sandbox);
        RawClient client = proxy.connect().get("/");
        await().until(() -> production.heads() == 1 && sandbox.heads() == 1);

        client.close();
        await().until(() -> proxy.gauge("kagemusha.client.connections") == 0);
        released.countDown();

        var captured = proxy.awaitRecords(3);
        assertThat(captured.of("production")).allMatch(Result::complete);
        assertThat(captured.of("sandbox")).allMatch(Result::complete);
        assertThat(captured.replies()).containsExactly("production");
    }

    @Test
    void readsAnswerToItsEndWhenClientLeavesInsideIt() throws Exception {
        int length = 4_000_000;
        TestBackend production = proxy.backend(TestBackend.of(call -> {
            call.request();
            call.send("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n");
            call.send(new byte[length]);
        }));
        proxy.startYaml("""
                backends:
                  production: { url: %s, master: true }
                capture: { when: always }
                """.formatted(production.url()));
        RawClient client = proxy.connectWithSmallWindow().get("/");
        client.readHead();

        client.reset();

        Result result = proxy.awaitRecords(2).of("production").get(0);
        assertThat(result.complete()).isTrue();
        assertThat(result.response().body().length()).isEqualTo(length);
    }

    @Test
    void readsAnswersWithoutAnEndForNoLongerThanTheirTimeoutWhenClientLeaves() throws Exception {
        TestBackend production = proxy.backend(TestBackend.endless());
        TestBackend sandbox = proxy.backend(TestBackend.endless());
        proxy.startYaml("""
                backends:
                  production: { url: %s, master: true, timeout: 300ms }
                  sandbox: { url: %s, timeout: 300ms }
                """.formatted(production.url(), sandbox.url()));
        RawClient client = proxy.connect().get("/");
        client.readHead();

        client.reset();

        var captured = proxy.awaitRecords(3);
        for (String backend : List.of("production", "sandbox")) {
            assertThat(captured.of(backend).get(0).failure().kind()).isEqualTo(FailureKind.ABORTED_BY_CLIENT);
        }
        await().until(() -> production.ended() == 1 && sandbox.ended() == 1);
    }

    @Test
    void forgetsRequestsThatClientSentAhead() throws Exception {
        TestBackend production = waiting("production");
        proxy.start(production);
        RawClient client = proxy.connect().get("/1").post("/2", "body").get("/3");
        await().until(() -> production.heads() == 1);

        client.reset();
        released.countDown();

        proxy.awaitQuiet();
        assertThat(production.requests()).extracting(RawMessage::target).doesNotContain("/3");
    }

    @Test
    void abortsShadowWhoseConnectionIsNotYetOpen() throws Exception {
        TestBackend production = proxy.backend(TestBackend.of(TestBackend.Call::request));
        try (var sandbox = new FullServer()) {
            proxy.startYaml("""
                    backends:
                      production: { url: %s, master: true }
                      sandbox: { url: %s, connect-timeout: 30s }
                    """.formatted(production.url(), sandbox.url()));
            RawClient client = proxy.connect().send("POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 10\r\n\r\npart");
            await().until(() -> production.heads() == 1);

            client.close();

            assertThat(proxy.awaitRecords(3).of("sandbox").get(0).failure().kind())
                    .isEqualTo(FailureKind.ABORTED_BY_CLIENT);
        }
    }

    @Test
    void abortsShadowsThatWaitForTheirTurn() throws Exception {
        TestBackend production = proxy.backend(TestBackend.answering("production"));
        TestBackend sandbox = waiting("sandbox");
        proxy.startYaml("""
                backends:
                  production: { url: %s, master: true }
                  sandbox: { url: %s, concurrency: 1, backlog: 1 }
                """.formatted(production.url(), sandbox.url()));
        proxy.connect().get("/first").read();
        RawClient client = proxy.connect().send("POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 10\r\n\r\npart");
        await().until(() -> production.heads() == 2);

        client.close();

        assertThat(proxy.awaitRecords(5).of("sandbox").get(0).failure().kind())
                .isEqualTo(FailureKind.ABORTED_BY_CLIENT);
        proxy.connect().get("/third").read();
        released.countDown();
        proxy.awaitRecords(9);
        assertThat(sandbox.requests()).extracting(RawMessage::target).containsExactly("/first", "/third");
    }
}

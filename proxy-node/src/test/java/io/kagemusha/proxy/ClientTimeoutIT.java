package io.kagemusha.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kagemusha.common.exchange.FailureKind;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who is called idle, and who is only waiting. An idle client's end is the clock that the others are measured by. */
@ExtendWith(BufferLeaks.class)
class ClientTimeoutIT {

    private static final String ONE_BACKEND = """
            client-timeout: 1s
            limits: { header-timeout: 1s, body-timeout: 1s }
            backends:
              production: { url: %s, master: true }
            """;

    private static final String MASTER_AND_CLOCK = """
            backends:
              production: { url: %s, master: true, timeout: 3s }
              silent: { url: %s, timeout: 250ms }
            routes:
              - { name: clock, match: { path: /clock }, backends: [silent] }
              - { name: rest, backends: [production, silent] }
            """;

    @RegisterExtension
    final ProxyFixture proxy = new ProxyFixture();

    private final CountDownLatch released = new CountDownLatch(1);

    @AfterEach
    void release() {
        released.countDown();
    }

    @Test
    @DisplayName("RFC 9112, 9.5: an idle client is closed, one that waits for a backend is not")
    void closesIdleClientButNotOneThatWaitsForMaster() throws Exception {
        TestBackend production = proxy.backend(TestBackend.of(call -> {
            call.request();
            call.await(released);
            call.answer("late");
        }));
        proxy.startYaml(ONE_BACKEND.formatted(production.url()));
        RawClient waiting = proxy.connect().get("/");
        await().until(() -> production.heads() == 1);

        assertThat(proxy.connect().readToEnd()).isEmpty();
        assertThat(proxy.connect().send("GET / HT").readToEnd()).startsWith("HTTP/1.1 408 ");
        released.countDown();

        assertThat(waiting.read().text()).isEqualTo("late");
        assertThat(waiting.readToEnd()).isEmpty();
    }

    @Test
    @DisplayName("RFC 9110, 15.5.9: a body that does not come is answered 408")
    void tellsClientWhoseBodyDoesNotCome() throws Exception {
        TestBackend production = proxy.backend(TestBackend.of(TestBackend.Call::request));
        proxy.startYaml(ONE_BACKEND.formatted(production.url()) + "capture: { when: always }\n");

        String answer = proxy.connect()
                .send("POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 10\r\n\r\npart")
                .readToEnd();

        assertThat(answer).startsWith("HTTP/1.1 408 ");
        assertThat(proxy.awaitRecords(2).of("production").get(0).failure().kind())
                .isEqualTo(FailureKind.ABORTED_BY_CLIENT);
    }

    @Test
    @DisplayName("RFC 9112, 9.5: who is being answered may take its time for the rest of its request")
    void waitsForTheRequestAsLongAsTheAnswerGoesOn() throws Exception {
        Http2TestBackend production = proxy.backend(Http2TestBackend.of(SlowAnswer.OF_TWENTY_PARTS));
        proxy.startYaml("""
                limits: { body-timeout: 2s }
                backends: { production: { url: "%s", protocol: h2, master: true } }
                """.formatted(production.url()));

        RawClient client = proxy.connect();
        client.get("/").read();

        client.send("POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 10\r\n\r\npart");

        assertThat(client.read().text()).isEqualTo("x".repeat(20));
    }

    @Test
    void waitsForClientThatIsStoppedBecauseMasterReadsSlowly() throws Exception {
        byte[] body = new byte[8_000_000];
        TestBackend production = proxy.backend(TestBackend.withSmallWindow(call -> {
            call.await(released);
            call.answer("read");
        }));
        proxy.startYaml(ONE_BACKEND.formatted(production.url()));
        RawClient client =
                proxy.connect().send("POST / HTTP/1.1\r\nHost: test\r\nContent-Length: " + body.length + "\r\n\r\n");
        Thread upload = start(() -> client.send(body));
        await().until(() -> production.heads() == 1);

        for (int i = 0; i < 3; i++) {
            proxy.connect().readToEnd();
        }
        released.countDown();

        assertThat(client.read().text()).isEqualTo("read");
        upload.join();
        assertThat(production.request().body()).hasSize(body.length);
    }

    @Test
    void doesNotCallMasterSilentThatIsNotReadBecauseClientIsSlow() throws Exception {
        TestBackend production = proxy.backend(TestBackend.of(call -> {
            call.request();
            call.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            call.send("3e8\r\n%s\r\n".formatted("x".repeat(1000)).repeat(10_000) + "0\r\n\r\n");
        }));
        TestBackend silent = proxy.backend(TestBackend.silent());
        proxy.startYaml(MASTER_AND_CLOCK.formatted(production.url(), silent.url()));
        RawClient client = proxy.connectWithSmallWindow().get("/");
        RawMessage head = client.readHead();

        for (int i = 0; i < 20; i++) {
            assertThat(proxy.connect().get("/clock").read().status()).isEqualTo(504);
        }

        assertThat(client.readBody(head).body()).hasSize(10_000_000);
    }

    @Test
    void doesNotCallMasterSilentThatIsNotReadWhenTheUploadEnds() throws Exception {
        TestBackend production = proxy.backend(TestBackend.of(call -> {
            call.send("HTTP/1.1 200 OK\r\nContent-Length: 10000000\r\n\r\n");
            call.send(new byte[10_000_000]);
            call.request();
        }));
        TestBackend silent = proxy.backend(TestBackend.silent());
        proxy.startYaml(MASTER_AND_CLOCK.formatted(production.url(), silent.url()));
        RawClient client =
                proxy.connectWithSmallWindow().send("POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 4\r\n\r\nha");
        RawMessage head = client.readHead();
        for (int i = 0; i < 5; i++) {
            assertThat(proxy.connect().get("/clock").read().status()).isEqualTo(504);
        }

        client.send("lf");
        for (int i = 0; i < 15; i++) {
            assertThat(proxy.connect().get("/clock").read().status()).isEqualTo(504);
        }

        assertThat(client.readBody(head).body()).hasSize(10_000_000);
    }

    @Test
    void waitsForMasterWhoseBodyTricklesInForLongerThanItsTimeout() throws Exception {
        TestBackend silent = proxy.backend(TestBackend.silent());
        TestBackend production = proxy.backend(TestBackend.of(call -> {
            call.request();
            call.send("HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n");
            for (int i = 0; i < 15; i++) {
                assertThat(proxy.connect().get("/clock").read().status()).isEqualTo(504);
                call.send("x");
            }
        }));
        proxy.startYaml(MASTER_AND_CLOCK.formatted(production.url(), silent.url()));

        assertThat(proxy.connect().get("/").read().text()).isEqualTo("x".repeat(15));
    }

    @Test
    void answersGatewayTimeoutWhenMasterDoesNotReadTheRequest() throws Exception {
        byte[] body = new byte[8_000_000];
        TestBackend production = proxy.backend(TestBackend.withSmallWindow(call -> call.await(released)));
        TestBackend sandbox = proxy.backend(TestBackend.answering("sandbox"));
        proxy.startYaml("""
                client-timeout: 10s
                backends:
                  production: { url: %s, master: true, timeout: 100ms }
                  sandbox: { url: %s }
                """.formatted(production.url(), sandbox.url()));
        RawClient client =
                proxy.connect().send("POST / HTTP/1.1\r\nHost: test\r\nContent-Length: " + body.length + "\r\n\r\n");
        Thread upload = start(() -> client.send(body));

        assertThat(client.read().status()).isEqualTo(504);
        upload.join();

        var captured = proxy.awaitRecords(3);
        assertThat(captured.of("production").get(0).failure().kind()).isEqualTo(FailureKind.RESPONSE_TIMEOUT);
        assertThat(captured.requests().get(0).request().body().length()).isEqualTo(body.length);
        assertThat(client.get("/next").readHead().status()).isEqualTo(504);
    }

    @Test
    void closesClientThatStopsReadingItsAnswer() throws Exception {
        byte[] body = new byte[8_000_000];
        TestBackend production = proxy.backend(TestBackend.of(call -> {
            call.request();
            call.send("HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n");
            call.send(body);
        }));
        proxy.startYaml(ONE_BACKEND.formatted(production.url()) + "capture: { when: always }\n");

        RawClient client = proxy.connectWithSmallWindow().get("/");
        assertThat(proxy.awaitRecords(2).of("production").get(0).complete()).isTrue();
        await().until(() -> proxy.gauge("kagemusha.client.connections") == 0);
        assertThat(client.readToEnd().length()).isLessThan(body.length);
    }

    @Test
    void showsAnOldClientThatStopsReadingThatItsAnswerIsNotWhole() throws Exception {
        TestBackend production = proxy.backend(TestBackend.of(call -> {
            call.send("HTTP/1.1 200 OK\r\n\r\n");
            call.send(new byte[8_000_000]);
            call.close();
        }));
        proxy.startYaml(ONE_BACKEND.formatted(production.url()));

        RawClient client = proxy.connectWithSmallWindow().send("GET / HTTP/1.0\r\n\r\n");
        await().until(() -> production.heads() == 1);
        await().until(() -> proxy.gauge("kagemusha.client.connections") == 0);

        assertThat(client.readToEnd()).endsWith("[reset]");
    }

    @Test
    void showsAnOldClientWhoseBodyDoesNotComeThatItsAnswerIsNotWhole() throws Exception {
        TestBackend production = proxy.backend(TestBackend.of(call -> {
            call.send("HTTP/1.1 200 OK\r\n\r\npart");
            call.await(released);
        }));
        proxy.startYaml(ONE_BACKEND.formatted(production.url()));
        RawClient client = proxy.connect().send("POST / HTTP/1.0\r\nContent-Length: 10\r\n\r\n");
        client.readHead();

        assertThat(client.readBytes(4)).asString().isEqualTo("part");
        assertThat(client.readToEnd()).isEqualTo("[reset]");
    }

    @Test
    void closesClientThatSendsRequestsAndReadsNoAnswers() throws Exception {
        TestBackend production = proxy.backend(TestBackend.answering("x".repeat(60_000)));
        proxy.startYaml(ONE_BACKEND.formatted(production.url()));

        RawClient client = proxy.connectWithSmallWindow();
        Thread requests = start(() -> {
            for (int i = 0; i < 300; i++) {
                client.get("/" + i);
            }
        });

        await().until(() -> production.heads() > 0);
        await().until(() -> proxy.gauge("kagemusha.client.connections") == 0);
        requests.join();
    }

    interface Work {
        void run() throws Exception;
    }

    private static Thread start(Work work) {
        var thread = new Thread(() -> {
            try {
                work.run();
            } catch (Exception e) {
                // The connection was closed, as the test sees by other means
            }
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}

package io.kagemusha.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kagemusha.common.exchange.FailureKind;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

@ExtendWith(BufferLeaks.class)
class ConnectionReuseIT {

    @RegisterExtension
    final ProxyFixture proxy = new ProxyFixture();

    @Test
    @DisplayName("RFC 9112, 9.3: a connection persists, with one backend or with several")
    void answersManyRequestsOnOneConnectionWithOneOrMoreBackends() throws Exception {
        TestBackend production = proxy.backend(TestBackend.answering("production"));
        TestBackend sandbox = proxy.backend(TestBackend.answering("sandbox"));
        proxy.startYaml("""
                backends:
                  production: { url: %s, master: true }
                  sandbox: { url: %s, concurrency: 2 }
                """.formatted(production.url(), sandbox.url()));
        RawClient client = proxy.connect();

        for (int i = 0; i < 100; i++) {
            assertThat(client.get("/" + i).read().text()).isEqualTo("production");
        }

        proxy.awaitRecords(300);
        assertThat(production.connections()).isEqualTo(1);
        assertThat(sandbox.connections()).isLessThanOrEqualTo(2);
    }

    @Test
    void recordsConsecutiveResponsesApart() throws Exception {
        TestBackend production = proxy.backend(TestBackend.of(
                call -> call.answer("production " + call.request().target())));
        TestBackend sandbox = proxy.backend(
                TestBackend.of(call -> call.answer("sandbox " + call.request().target())));
        proxy.start(production, sandbox);
        RawClient client = proxy.connect();

        client.send("GET /0 HTTP/1.1\r\nHost: test\r\n\r\nPOST /1 HTTP/1.1\r\nHost: test\r\nContent-Length: 1\r\n\r\n1"
                + "GET /2 HTTP/1.1\r\nHost: test\r\n\r\n");
        for (int i = 0; i < 3; i++) {
            assertThat(client.read().text()).isEqualTo("production /" + i);
        }

        var captured = proxy.awaitRecords(9);
        for (var request : captured.requests()) {
            for (var response : captured.responses()) {
                if (response.selection().equals(request.selection())) {
                    assertThat(response.result().response().body().bytes())
                            .asString()
                            .isEqualTo(
                                    response.backend() + " " + request.request().target());
                }
            }
        }
    }

    @Test
    @DisplayName("RFC 9112, 9.3.2: pipelined requests are answered in order")
    void answersPipelinedRequestsInOrderThoughLaterOnesAreFaster() throws Exception {
        var released = new CountDownLatch(1);
        TestBackend production = proxy.backend(TestBackend.of(call -> {
            if (call.request().target().equals("/1")) {
                call.await(released);
            }
            call.answer(call.request().target());
        }));
        proxy.start(production);
        RawClient client = proxy.connect().get("/1").get("/2").get("/3");

        await().until(() -> production.heads() == 1);
        released.countDown();

        assertThat(List.of(
                        client.read().text(),
                        client.read().text(),
                        client.read().text()))
                .containsExactly("/1", "/2", "/3");
    }

    @Test
    @DisplayName("RFC 9112, 9.6: a response ends where its framing says, whatever becomes of the connection")
    void finishesExchangeOfBackendThatKeepsConnectionOpen() throws Exception {
        TestBackend production = proxy.backend(TestBackend.of(call -> {
            call.request();
            call.send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi");
            call.awaitEnd();
        }));
        proxy.start(production, production);

        String answer = proxy.connect()
                .send("GET / HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n")
                .readToEnd();

        assertThat(answer).endsWith("hi");
        proxy.awaitRecords(3);
        await().until(() -> production.ended() == 2);
    }

    @Test
    @DisplayName("RFC 9112, 9.3.1: a request on a connection that was closed meanwhile is sent again")
    void retriesOnFreshConnectionWhenPooledOneWasClosed() throws Exception {
        TestBackend production = proxy.backend(TestBackend.of(call -> {
            call.answer("hi");
            call.close();
        }));
        proxy.start(production);
        RawClient client = proxy.connect();

        for (int i = 0; i < 50; i++) {
            assertThat(client.get("/").read().text()).isEqualTo("hi");
        }
    }

    @Test
    @DisplayName("RFC 9110, 9.2.2: a method that is not idempotent is not sent twice")
    void doesNotSendTwiceWhatMayHaveBeenDone() throws Exception {
        TestBackend production = proxy.backend(TestBackend.of(call -> {
            if (call.request().method().equals("POST")) {
                call.reset();
            } else {
                call.answer("hi");
            }
        }));
        proxy.start(production);
        RawClient client = proxy.connect();

        client.get("/").read();
        RawMessage answer = client.post("/", "body").read();

        assertThat(answer.status()).isEqualTo(502);
        assertThat(production.requests()).extracting(RawMessage::method).containsExactly("GET", "POST");
    }

    @Test
    void retriesGetWhoseConnectionIsClosedWithoutAnswer() throws Exception {
        TestBackend production = proxy.backend(TestBackend.of(call -> {
            if (call.request().target().equals("/closes") && call.number() > 1) {
                call.close();
            } else {
                call.answer("hi");
            }
        }));
        proxy.start(production);
        RawClient client = proxy.connect();

        client.get("/").read();
        RawMessage answer = client.get("/closes").read();

        assertThat(answer.text()).isEqualTo("hi");
        assertThat(production.connections()).isEqualTo(2);
    }

    @Test
    void answersBadGatewayWhenFreshConnectionIsClosedWithoutAnswer() throws Exception {
        TestBackend production = proxy.backend(TestBackend.of(call -> {
            call.request();
            call.close();
        }));
        TestBackend sandbox = proxy.backend(TestBackend.answering("sandbox"));
        proxy.start(production, sandbox);

        assertThat(proxy.connect().get("/").read().status()).isEqualTo(502);

        assertThat(production.heads()).isEqualTo(1);
        assertThat(proxy.awaitRecords(3).of("production").get(0).failure().kind())
                .isEqualTo(FailureKind.RESET);
    }

    @Test
    @DisplayName("RFC 9112, 9.6: the end of the client's connection is not the backend's")
    void doesNotPassTheEndOfTheClientsConnectionOn() throws Exception {
        TestBackend production = proxy.backend(TestBackend.answering("hi"));
        proxy.start(production);

        for (int i = 0; i < 10; i++) {
            proxy.connect()
                    .send("GET / HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n")
                    .readToEnd();
        }

        assertThat(production.connections())
                .isLessThanOrEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(production.requests())
                .allMatch(request -> request.all("connection").isEmpty());
    }
}

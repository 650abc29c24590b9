package io.kagemusha.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kagemusha.common.exchange.Result;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

@ExtendWith(BufferLeaks.class)
class DrainIT {

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

    private CompletableFuture<Void> closing() {
        var closing = CompletableFuture.runAsync(() -> proxy.node().close());
        await().untilAsserted(() -> assertThatThrownBy(proxy::connect).isInstanceOf(IOException.class));
        return closing;
    }

    @Test
    void finishesRequestsInFlightAndTheirShadows() throws Exception {
        TestBackend production = waiting("production");
        TestBackend sandbox = waiting("sandbox");
        proxy.start(production, sandbox);
        RawClient client = proxy.connect().get("/1").get("/2");
        await().until(() -> production.heads() == 1 && sandbox.heads() == 1);

        CompletableFuture<Void> closing = closing();
        assertThat(closing).isNotDone();
        released.countDown();

        assertThat(client.read().text()).isEqualTo("production");
        assertThat(client.readToEnd()).isEmpty();
        closing.get();
        assertThat(proxy.captured().of("sandbox")).hasSize(1).allMatch(Result::complete);
    }

    @Test
    void takesUploadThatHasBegunToItsEnd() throws Exception {
        TestBackend production = proxy.backend(TestBackend.answering("production"));
        proxy.start(production);
        RawClient client = proxy.connect().send("POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 10\r\n\r\n12345");
        await().until(() -> production.heads() == 1);

        CompletableFuture<Void> closing = closing();
        client.send("67890");

        RawMessage answer = client.read();
        assertThat(answer.text()).isEqualTo("production");
        assertThat(answer.field("connection")).isEqualTo("close");
        assertThat(client.readToEnd()).isEmpty();
        closing.get();
        assertThat(production.request().text()).isEqualTo("1234567890");
    }

    @Test
    void waitsForClientThatStillReadsItsAnswer() throws Exception {
        int length = 8_000_000;
        TestBackend production = proxy.backend(TestBackend.of(call -> {
            call.request();
            call.send("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n");
            call.send(new byte[length]);
        }));
        proxy.start(production);
        RawClient client = proxy.connectWithSmallWindow().get("/");
        RawMessage head = client.readHead();

        CompletableFuture<Void> closing = closing();

        assertThat(client.readBody(head).body()).hasSize(length);
        assertThat(client.readToEnd()).isEmpty();
        closing.get();
    }

    @Test
    void closesIdleConnectionsAtOnce() throws Exception {
        proxy.start(proxy.backend(TestBackend.answering("production")));
        RawClient used = proxy.connect();
        used.get("/").read();
        RawClient fresh = proxy.connect();
        await().until(() -> proxy.gauge("kagemusha.client.connections") == 2);

        proxy.node().close();

        assertThat(used.readToEnd()).isEmpty();
        assertThat(fresh.readToEnd()).isEmpty();
    }

    @Test
    void answersARequestWhoseHeadHasBegun() throws Exception {
        proxy.start(proxy.backend(TestBackend.answering("production")));
        RawClient client = proxy.connect().send("GET /1 HTTP/1.1\r\nHost: test\r\n\r\nGET /2 HT");
        assertThat(client.read().field("connection")).isNull();

        proxy.node().drain();
        client.send("TP/1.1\r\nHost: test\r\n\r\n");

        RawMessage answer = client.read();
        assertThat(answer.text()).isEqualTo("production");
        assertThat(answer.field("connection")).isEqualTo("close");
        assertThat(client.readToEnd()).isEmpty();
    }

    @Test
    void saysWithAnAnswerOfItsOwnThatNoMoreRequestsAreTaken() throws Exception {
        TestBackend production = proxy.backend(TestBackend.of(call -> {
            call.request();
            call.reset();
        }));
        proxy.start(production);
        RawClient client = proxy.connect().send("POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 10\r\n\r\n12345");
        await().until(() -> production.heads() == 1);

        proxy.node().drain();
        client.send("67890");

        RawMessage answer = client.read();
        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.field("connection")).isEqualTo("close");
        assertThat(client.readToEnd()).isEmpty();
    }

    @Test
    void showsAnOldClientThatItsAnswerIsNotWholeWhenTheTimeIsOver() throws Exception {
        TestBackend production = proxy.backend(TestBackend.of(call -> {
            call.send("HTTP/1.1 200 OK\r\n\r\npart");
            call.await(released);
        }));
        proxy.startYaml("""
                drain-timeout: 50ms
                backends: { production: { url: %s, master: true } }
                """.formatted(production.url()));
        RawClient client = proxy.connect().send("GET / HTTP/1.0\r\n\r\n");
        client.readHead();
        assertThat(client.readBytes(4)).asString().isEqualTo("part");

        proxy.node().close();

        assertThat(client.readToEnd()).isEqualTo("[reset]");
    }

    @Test
    void leavesNothingBehindWhenTheTimeIsOver() throws Exception {
        TestBackend production = proxy.backend(TestBackend.answering("production"));
        TestBackend sandbox = waiting("sandbox");
        proxy.startYaml("""
                drain-timeout: 50ms
                backends:
                  production: { url: %s, master: true }
                  sandbox: { url: %s, concurrency: 1, backlog: 10 }
                """.formatted(production.url(), sandbox.url()));
        for (int i = 0; i < 5; i++) {
            proxy.connect().get("/" + i).read();
        }

        proxy.node().close();

        assertThat(proxy.node().balanced()).isTrue();
        assertThat(proxy.captured().of("sandbox")).hasSize(5).noneMatch(Result::complete);
    }
}

package io.kagemusha.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.kagemusha.common.exchange.FailureKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

@ExtendWith(BufferLeaks.class)
class ReplayIT {

    @RegisterExtension
    final ProxyFixture proxy = new ProxyFixture();

    /** Answers the first request of each connection, and closes the connection at the sight of the second one's head. */
    private TestBackend closingReusedConnections() throws Exception {
        return proxy.backend(TestBackend.of(call -> {
            if (call.number() > 1) {
                call.close();
            } else {
                call.answer(call.request().method());
            }
        }));
    }

    private void startWithInstances(String... urls) throws Exception {
        proxy.startYaml("""
                backends: { production: { urls: [%s], master: true } }
                replay-buffer: 64KiB
                """.formatted(String.join(", ", urls)));
    }

    private static String put(String body) {
        return "PUT / HTTP/1.1\r\nHost: test\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    @Test
    void sendsBodyAgainWhenThePooledConnectionWasDead() throws Exception {
        TestBackend production = closingReusedConnections();
        startWithInstances(production.url());
        RawClient client = proxy.connect();

        client.get("/").read();
        RawMessage fixed = client.send(put("body")).read();
        RawMessage chunked = client.send("DELETE / HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "2\r\nab\r\n1\r\nc\r\n0\r\nX-T: 1\r\n\r\n")
                .read();

        assertThat(fixed.text()).isEqualTo("PUT");
        assertThat(chunked.text()).isEqualTo("DELETE");
        assertThat(production.requests()).extracting(RawMessage::text).containsExactly("", "body", "abc");
        assertThat(production.requests().get(2).trailers()).containsExactly("X-T: 1");
    }

    @Test
    void answersBadGatewayWhenThePooledConnectionWasDeadAndTheBodyDidNotFit() throws Exception {
        TestBackend production = closingReusedConnections();
        startWithInstances(production.url());
        RawClient client = proxy.connect();
        client.get("/").read();

        RawMessage answer = client.send(put("x".repeat(1 << 20))).read();

        assertThat(answer.status()).isEqualTo(502);
    }

    @Test
    void connectsToTheNextInstanceWhateverTheMethod() throws Exception {
        TestBackend alive = proxy.backend(TestBackend.answering("alive"));
        startWithInstances(TestBackend.refusingUrl(), TestBackend.refusingUrl(), alive.url());
        RawClient client = proxy.connect();

        for (int i = 0; i < 4; i++) {
            assertThat(client.post("/", "body").read().text()).isEqualTo("alive");
        }

        assertThat(alive.requests())
                .hasSize(4)
                .allMatch(request -> request.text().equals("body"));
    }

    @Test
    void connectsToTheNextInstanceWithALargeUpload() throws Exception {
        TestBackend alive = proxy.backend(TestBackend.answering("alive"));
        startWithInstances(TestBackend.refusingUrl(), alive.url());
        String body = "x".repeat(5 << 20);

        RawClient client = proxy.connect();
        assertThat(client.post("/", body).read().text()).isEqualTo("alive");
        assertThat(client.post("/", body).read().text()).isEqualTo("alive");

        assertThat(alive.requests()).allMatch(request -> request.text().equals(body));
    }

    @Test
    void asksTheNextInstanceWhenOneClosesWithoutAnAnswerToWhatMayBeSentTwice() throws Exception {
        TestBackend closing = proxy.backend(TestBackend.of(call -> {
            call.request();
            call.close();
        }));
        TestBackend alive = proxy.backend(TestBackend.answering("alive"));
        startWithInstances(closing.url(), alive.url());
        RawClient client = proxy.connect();

        for (int i = 0; i < 4; i++) {
            assertThat(client.send(put("body")).read().text()).isEqualTo("alive");
        }

        assertThat(alive.requests())
                .hasSize(4)
                .allMatch(request -> request.text().equals("body"));
        assertThat(closing.requests()).isNotEmpty();
    }

    @Test
    void doesNotAskTheNextInstanceForWhatMayHaveBeenExecuted() throws Exception {
        TestBackend closing = proxy.backend(TestBackend.of(call -> {
            call.request();
            call.close();
        }));
        startWithInstances(closing.url(), closing.url());

        assertThat(proxy.connect().post("/", "body").read().status()).isEqualTo(502);

        proxy.awaitQuiet();
        assertThat(closing.heads()).isEqualTo(1);
    }

    @Test
    void answersBadGatewayOnceEveryInstanceWasTried() throws Exception {
        TestBackend closing = proxy.backend(TestBackend.of(TestBackend.Call::close));
        startWithInstances(closing.url(), closing.url(), closing.url());

        assertThat(proxy.connect().get("/").read().status()).isEqualTo(502);

        proxy.awaitQuiet();
        assertThat(closing.heads()).isEqualTo(3);
    }

    @Test
    void sendsAShadowTheBodyAgainAfterTheMasterHasAnswered() throws Exception {
        TestBackend production = proxy.backend(TestBackend.answering("production"));
        TestBackend sandbox = closingReusedConnections();
        proxy.start(production, sandbox);
        RawClient client = proxy.connect();

        client.get("/").read();
        proxy.awaitRecords(3);
        client.send(put("body")).read();

        assertThat(proxy.awaitRecords(6).of("sandbox")).allMatch(result -> result.complete());
        assertThat(sandbox.requests()).extracting(RawMessage::text).containsExactly("", "body");
    }

    @Test
    void doesNotSendAgainWhatWasAnsweredInPart() throws Exception {
        TestBackend breaking = proxy.backend(TestBackend.of(call -> {
            call.request();
            call.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\npart");
            call.close();
        }));
        startWithInstances(breaking.url(), breaking.url());

        assertThat(proxy.connect().get("/").readToEnd()).endsWith("part");

        assertThat(breaking.heads()).isEqualTo(1);
        assertThat(proxy.counter(
                        "kagemusha.backend.failures",
                        "backend",
                        "production",
                        "failure",
                        FailureKind.TRUNCATED.wireName()))
                .isEqualTo(1);
    }
}

package io.kagemusha.proxy;

import static io.kagemusha.proxy.FrameClient.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kagemusha.proxy.FrameClient.Answer;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One exchange on one stream, frame by frame. */
@ExtendWith(BufferLeaks.class)
class Http2StreamIT {

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

    private void connect() throws Exception {
        client = FrameClient.connect(proxy.address());
    }

    @Test
    @DisplayName("RFC 9113, 3.3 and 3.4: HTTP/2 in clear text begins with the preface, however it is cut")
    void speaksHttp2ToWhoeverSendsThePreface() throws Exception {
        proxy.start(proxy.backend(TestBackend.answering("hello")));
        client = FrameClient.silent(proxy.address());

        for (char c : FrameClient.PREFACE.toCharArray()) {
            client.send(String.valueOf(c));
        }
        client.settings().get(1, "/");

        assertThat(client.await(1).text()).isEqualTo("hello");
    }

    @Test
    @DisplayName("RFC 9113, 3.4: what only begins like the preface is HTTP/1.1")
    void speaksHttp1ToWhoeverBeginsLikeThePreface() throws Exception {
        proxy.start(proxy.backend(TestBackend.answering("hello")));

        RawMessage patch = proxy.connect()
                .send("P")
                .send("R")
                .send("OPFIND / HTTP/1.1\r\nHost: a\r\n\r\n")
                .read();
        RawMessage other =
                proxy.connect().send("PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n").read();

        assertThat(patch.text()).isEqualTo("hello");
        assertThat(other.status()).isEqualTo(505);
    }

    @Test
    @DisplayName("RFC 9113, 3.4: the preface may come behind a PROXY protocol header")
    void speaksHttp2BehindTheProxyProtocol() throws Exception {
        TestBackend production = proxy.backend(TestBackend.answering("hello"));
        proxy.listening("proxy-protocol: true").start(production);
        client = FrameClient.silent(proxy.address());

        client.send("PROXY TCP4 203.0.113.7 10.0.0.1 5000 80\r\n" + FrameClient.PREFACE)
                .settings()
                .get(1, "/");

        assertThat(client.await(1).text()).isEqualTo("hello");
        assertThat(production.request().field("x-forwarded-for")).isEqualTo("203.0.113.7");
    }

    @Test
    @DisplayName("RFC 9113, 8.1: trailers travel both ways")
    void passesTrailersBothWays() throws Exception {
        TestBackend production = proxy.backend(TestBackend.of(call -> {
            call.request();
            call.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n"
                    + "3\r\nabc\r\n0\r\nX-Sum: 42\r\nContent-Length: 9\r\n\r\n");
        }));
        proxy.start(production);
        connect();

        client.post(1, "/").data(1, false, "12345").headers(1, true, "x-count", "5", "content-length", "7");

        Answer answer = client.await(1);
        assertThat(answer.text()).isEqualTo("abc");
        assertThat(answer.last().get("x-sum")).hasToString("42");
        assertThat(answer.last().contains("content-length")).isFalse();
        assertThat(answer.field("trailer")).isNull();
        assertThat(production.request().text()).isEqualTo("12345");
        assertThat(production.request().trailers()).containsExactly("x-count: 5");
    }

    @Test
    @DisplayName("RFC 9113, 8.2.3: the crumbs of a cookie are one field to whoever does not speak HTTP/2")
    void joinsCookies() throws Exception {
        TestBackend production = proxy.backend(TestBackend.answering("hello"));
        proxy.start(production);
        connect();

        client.headers(1, true, request("GET", "/", "cookie", "a=1", "x", "y", "cookie", "b=2; c=3"));

        client.await(1);
        assertThat(production.request().field("cookie")).isEqualTo("a=1; b=2; c=3");
    }

    @Test
    @DisplayName("RFC 9113, 8.2.2: fields of the backend's connection stop at the proxy, names become lower case")
    void leavesOutFieldsOfTheBackendsConnection() throws Exception {
        proxy.start(proxy.backend(TestBackend.of(call -> {
            call.request();
            call.send("HTTP/1.1 200 OK\r\nConnection: close, X-Hop\r\nKeep-Alive: timeout=5\r\nX-Hop: 1\r\n"
                    + "Upgrade: h2c\r\nProxy-Connection: close\r\nX-KEPT: \u00e9\r\nSet-Cookie: a\r\nSet-Cookie: b\r\n"
                    + "Content-Length: 2\r\n\r\nok");
        })));
        connect();

        client.get(1, "/");

        Answer answer = client.await(1);
        assertThat(answer.last().names())
                .extracting(CharSequence::toString)
                .containsExactly(":status", "x-kept", "set-cookie", "content-length");
        assertThat(answer.field("x-kept")).isEqualTo("\u00e9");
        assertThat(answer.last().getAll("set-cookie"))
                .extracting(CharSequence::toString)
                .containsExactly("a", "b");
    }

    @Test
    @DisplayName("RFC 9110, 15.2: interim responses are passed on; 101 is none in HTTP/2 (RFC 9113, 8.6)")
    void passesInterimResponsesOn() throws Exception {
        proxy.start(proxy.backend(TestBackend.of(call -> {
            call.request();
            call.send("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        })));
        connect();

        client.get(1, "/");

        Answer answer = client.await(1);
        assertThat(answer.statuses()).containsExactly("103", "200");
        assertThat(answer.field("link")).isEqualTo("</a>");
        assertThat(answer.text()).isEqualTo("ok");
    }

    @Test
    @DisplayName("RFC 9110, 10.1.1 and K7: who expects 100 is told to go on")
    void tellsTheClientToGoOn() throws Exception {
        TestBackend production = proxy.backend(TestBackend.answering("done"));
        proxy.start(production);
        connect();

        client.post(1, "/", "expect", "100-continue");
        client.awaitHead(1);
        client.data(1, true, "body");

        assertThat(client.await(1).statuses()).containsExactly("100", "200");
        assertThat(production.request().text()).isEqualTo("body");
    }

    @Test
    @DisplayName("RFC 9113, 8.1 and K6: an early answer arrives while the upload still runs")
    void answersWhileTheUploadRuns() throws Exception {
        proxy.start(proxy.backend(TestBackend.of(call -> {
            call.send("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
            call.awaitEnd();
        })));
        connect();

        client.post(1, "/").data(1, false, "begin");
        Answer early = client.await(1);
        client.data(1, true, "rest").get(3, "/");

        assertThat(early.status()).isEqualTo(403);
        assertThat(early.text()).isEqualTo("no");
        assertThat(client.await(3).status()).isEqualTo(403);
    }

    @Test
    @DisplayName("RFC 9113, 8.1: who is being answered may take its time for the rest of its request")
    void waitsForTheRequestAsLongAsTheAnswerGoesOn() throws Exception {
        Http2TestBackend production = proxy.backend(Http2TestBackend.of(SlowAnswer.OF_TWENTY_PARTS));
        proxy.startYaml("""
                limits: { body-timeout: 2s }
                backends: { production: { url: "%s", protocol: h2, master: true } }
                """.formatted(production.url()));
        connect();
        client.get(1, "/").await(1);

        client.post(3, "/").data(3, false, "begin");

        assertThat(client.await(3).text()).isEqualTo("x".repeat(20));
        assertThat(client.awaitReset(3)).as("for the rest of the request").isEqualTo(FrameClient.NO_ERROR);
    }

    @Test
    @DisplayName("RFC 9113, 5.4.2: a reset stream is a client that has gone (E4)")
    void abortsTheExchangeOfAResetStream() throws Exception {
        TestBackend production = proxy.backend(TestBackend.of(call -> {
            call.request();
            call.answer("late");
        }));
        proxy.start(production);
        connect();
        client.post(1, "/").data(1, false, "half");
        await().until(() -> production.heads() == 1);

        client.reset(1, FrameClient.CANCEL).get(3, "/");

        await().until(() -> production.ended() == 1);
        assertThat(client.await(3).text()).isEqualTo("late");
        assertThat(client.answer(1).reset()).as("no reset for a reset").isEqualTo(-1);
        await().untilAsserted(() ->
                assertThat(proxy.counter("kagemusha.exchanges.unanswered")).isEqualTo(1));
    }

    @Test
    @DisplayName("RFC 9113, 5.4.2: who resets after the request was complete stops nothing (E5)")
    void goesOnWithACompleteRequestWhoseStreamIsReset() throws Exception {
        TestBackend production = proxy.backend(TestBackend.of(call -> {
            call.request();
            call.await(released);
            call.answer("late");
        }));
        TestBackend sandbox = proxy.backend(TestBackend.answering("shadow"));
        proxy.start(production, sandbox);
        connect();
        client.get(1, "/");
        await().until(() -> production.requests().size() == 1);

        client.reset(1, FrameClient.CANCEL);
        await().untilAsserted(() ->
                assertThat(proxy.counter("kagemusha.exchanges.unanswered")).isEqualTo(1));
        released.countDown();

        var captured = proxy.awaitRecords(3);
        assertThat(captured.of("production")).allMatch(result -> result.complete());
    }

    @Test
    @DisplayName("RFC 9113, 8.1: an answer that breaks off ends in INTERNAL_ERROR, never as if it were whole")
    void resetsTheStreamOfAnAnswerThatBreaksOff() throws Exception {
        proxy.start(proxy.backend(TestBackend.of(call -> {
            call.request();
            call.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
            call.await(released);
            call.close();
        })));
        connect();

        client.get(1, "/").awaitBytes(1, 3);
        released.countDown();

        assertThat(client.awaitReset(1)).isEqualTo(FrameClient.INTERNAL_ERROR);
        assertThat(client.answer(1).ended()).isFalse();
    }

    @Test
    @DisplayName("D6: a backend that is down is answered 502 with the request id, and the connection goes on")
    void answersItselfWhereNoBackendDoes() throws Exception {
        proxy.startYaml("backends: { production: { url: \"%s\", master: true } }".formatted(TestBackend.refusingUrl()));
        connect();

        client.get(1, "/").headers(3, true, request("HEAD", "/"));

        Answer answer = client.await(1);
        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.field("content-type")).isEqualTo("application/problem+json");
        assertThat(answer.text()).contains(answer.field("x-request-id"));
        assertThat(client.await(3).status()).isEqualTo(502);
        assertThat(client.answer(3).bytes()).isZero();
    }

    @Test
    @DisplayName("E4: a lost connection aborts the uploads of all its streams, also of those that wait")
    void abortsAllExchangesOfALostConnection() throws Exception {
        TestBackend production = proxy.backend(TestBackend.withSmallWindow(call -> call.await(released)));
        proxy.start(production);
        connect();
        for (int stream = 1; stream <= 9; stream += 2) {
            client.post(stream, "/").data(stream, false, new byte[16_000]).data(stream, false, new byte[16_000]);
        }
        await().until(() -> production.heads() == 5);

        client.close();

        await().untilAsserted(() ->
                assertThat(proxy.counter("kagemusha.exchanges.unanswered")).isEqualTo(5));
        await().untilAsserted(() ->
                assertThat(proxy.gauge("kagemusha.client.connections")).isZero());
    }
}

package io.kagemusha.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kagemusha.common.exchange.FailureKind;
import io.kagemusha.common.exchange.ResponseRecord;
import io.kagemusha.common.exchange.Result;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(BufferLeaks.class)
class FirstUsableIT {

    @RegisterExtension
    final ProxyFixture proxy = new ProxyFixture();

    @RegisterExtension
    final LogLines log = new LogLines();

    private final CountDownLatch released = new CountDownLatch(1);

    @AfterEach
    void release() {
        released.countDown();
    }

    /** Asks {@code a}, then {@code b}; {@code production} is no part of the route. */
    private void start(String a, String b, String more) throws Exception {
        TestBackend production = proxy.backend(TestBackend.answering("production"));
        proxy.startYaml("""
                backends:
                  production: { url: %s, master: true }
                  b: { url: %s, timeout: 20s }
                  a: { url: %s, timeout: 20s }
                routes:
                  - { name: reliable, match: { path: /first/** }, backends: [a, b], reply: first-usable %s }
                  - { name: rest, backends: [production] }
                replay-buffer: 64KiB
                """.formatted(production.url(), b, a, more));
    }

    private void start(TestBackend a, TestBackend b) throws Exception {
        start(a.url(), b.url(), "");
    }

    private TestBackend answering(String text) throws Exception {
        return proxy.backend(TestBackend.answering(text));
    }

    private TestBackend answering(int status) throws Exception {
        return proxy.backend(TestBackend.of(call -> {
            call.request();
            call.send("HTTP/1.1 " + status + " So\r\nContent-Length: 4\r\n\r\nbody");
        }));
    }

    @Test
    void doesNotAskTheSecondWhenTheFirstWasUsable() throws Exception {
        TestBackend a = answering("a");
        TestBackend b = answering("b");
        start(a, b);

        RawMessage answer = proxy.connect().post("/first/", "body").read();

        assertThat(answer.text()).isEqualTo("a");
        proxy.awaitQuiet();
        assertThat(b.connections()).isZero();
        assertThat(proxy.captured().records()).isEmpty();
    }

    @Test
    void recordsTheOneThatWasAskedWhereEverythingIsCaptured() throws Exception {
        TestBackend a = answering("a");
        TestBackend b = answering("b");
        proxy.startYaml("""
                backends: { a: { url: %s, master: true }, b: { url: %s } }
                routes: [ { name: all, reply: first-usable } ]
                capture: { when: always }
                """.formatted(a.url(), b.url()));

        proxy.connect().post("/", "body").read();

        var captured = proxy.awaitRecords(2);
        assertThat(captured.requests().get(0).selection().backends()).containsExactly("a");
        assertThat(captured.requests().get(0).request().body().bytes())
                .asString()
                .isEqualTo("body");
        assertThat(captured.replies()).containsExactly("a");
    }

    @Test
    void givesTheSecondTheWholeRequestWhenTheFirstWasNotUsable() throws Exception {
        TestBackend a = answering(500);
        TestBackend b = answering("b");
        start(a, b);

        RawMessage answer = proxy.connect()
                .send("PUT /first/x HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "3\r\none\r\n3\r\ntwo\r\n0\r\nX-Sum: 6\r\n\r\n")
                .read();

        assertThat(answer.text()).isEqualTo("b");
        assertThat(b.request().startLine()).isEqualTo("PUT /first/x HTTP/1.1");
        assertThat(b.request().text()).isEqualTo("onetwo");
        assertThat(b.request().trailers()).containsExactly("X-Sum: 6");
        assertThat(b.request().all("x-shadow-backend")).isEmpty();
        var captured = proxy.awaitRecords(3);
        assertThat(captured.replies()).containsExactly("b");
        assertThat(captured.of("a").get(0).response().status()).isEqualTo(500);
        for (ResponseRecord response : captured.responses()) {
            assertThat(response.selection())
                    .isEqualTo(captured.requests().get(0).selection());
            assertThat(response.selection().backends()).containsExactly("b", "a");
            assertThat(response.selection().preferred()).isEqualTo("a");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ", usable: [300, 100, 200, 400]"})
    void takesClassesForUsableInWhateverOrder(String usable) throws Exception {
        start(answering(404).url(), answering("b").url(), usable);

        assertThat(proxy.connect().get("/first/").read().status()).isEqualTo(404);
    }

    @Test
    void passesOverWhatIsNotInTheUsableClasses() throws Exception {
        start(answering(404).url(), answering("b").url(), ", usable: [100, 200, 300]");

        assertThat(proxy.connect().get("/first/").read().text()).isEqualTo("b");
    }

    @Test
    void goesOnWhenTheFirstIsSilentForItsTimeout() throws Exception {
        TestBackend a = proxy.backend(TestBackend.silent());
        proxy.startYaml("""
                backends: { a: { url: %s, master: true, timeout: 50ms }, b: { url: %s } }
                routes: [ { name: all, reply: first-usable } ]
                """.formatted(a.url(), answering("b").url()));

        assertThat(proxy.connect().get("/").read().text()).isEqualTo("b");

        assertThat(proxy.awaitRecords(3).of("a").get(0).failure().kind()).isEqualTo(FailureKind.RESPONSE_TIMEOUT);
    }

    @Test
    void goesOnWithWhatMustNotBeSentTwiceWhenTheFirstRefusesConnection() throws Exception {
        TestBackend b = answering("b");
        start(TestBackend.refusingUrl(), b.url(), "");

        assertThat(proxy.connect().post("/first/", "body").read().text()).isEqualTo("b");

        assertThat(b.request().text()).isEqualTo("body");
        assertThat(proxy.awaitRecords(3).of("a").get(0).failure().kind()).isEqualTo(FailureKind.CONNECT_REFUSED);
    }

    @Test
    void doesNotSendTwiceWhatMayHaveBeenExecuted() throws Exception {
        TestBackend a = answering(500);
        TestBackend b = answering("b");
        start(a, b);

        RawMessage answer = proxy.connect().post("/first/", "body").read();

        assertThat(answer.status()).isEqualTo(502);
        proxy.awaitQuiet();
        assertThat(b.connections()).isZero();
    }

    @Test
    void doesNotGoOnWithBodyThatDidNotFit() throws Exception {
        TestBackend a = answering(500);
        TestBackend b = answering("b");
        start(a, b);
        String body = "x".repeat(100_000);

        RawMessage answer = proxy.connect()
                .send("PUT /first/ HTTP/1.1\r\nHost: test\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                .read();

        assertThat(answer.status()).isEqualTo(502);
        assertThat(a.request().text()).isEqualTo(body);
        proxy.awaitQuiet();
        assertThat(b.connections()).isZero();
    }

    @Test
    void usesAnotherAnswerWhenTheFirstBreaksOffBeforeAnythingOfItWasSentOn() throws Exception {
        TestBackend a = proxy.backend(TestBackend.of(call -> {
            call.request();
            call.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npart");
            call.close();
        }));
        start(a, answering("b"));

        RawMessage answer = proxy.connect().get("/first/").read();

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo("b");
        var captured = proxy.awaitRecords(3);
        assertThat(captured.of("a").get(0).failure().kind()).isEqualTo(FailureKind.TRUNCATED);
        assertThat(captured.replies()).containsExactly("b");
    }

    @Test
    void passesOnAnAnswerOfUnknownLengthFromItsFirstPartOn() throws Exception {
        TestBackend a = proxy.backend(TestBackend.of(call -> {
            call.request();
            call.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npart\r\n");
            call.await(released);
            call.send("4\r\nrest\r\n0\r\n\r\n");
        }));
        start(a, answering("b"));
        RawClient client = proxy.connect().get("/first/");

        RawMessage head = client.readHead();
        assertThat(client.readBytes(9)).asString().isEqualTo("4\r\npart\r\n");
        released.countDown();

        assertThat(head.status()).isEqualTo(200);
        assertThat(client.readBytes(14)).asString().isEqualTo("4\r\nrest\r\n0\r\n\r\n");
    }

    @Test
    void passesOnAnAnswerThatIsTooLongToBeHeldFromItsFirstPartOn() throws Exception {
        TestBackend a = proxy.backend(TestBackend.of(call -> {
            call.request();
            call.send("HTTP/1.1 200 OK\r\nContent-Length: 65537\r\n\r\npart");
            call.await(released);
            call.send(new byte[65533]);
        }));
        start(a, answering("b"));
        RawClient client = proxy.connect().get("/first/");

        RawMessage head = client.readHead();
        assertThat(client.readBytes(4)).asString().isEqualTo("part");
        released.countDown();

        assertThat(head.status()).isEqualTo(200);
        assertThat(client.readBytes(65533)).hasSize(65533);
    }

    @Test
    void takesNoCaptureMemoryForAnExchangeOfWhichNothingIsKept() throws Exception {
        TestBackend a = proxy.backend(TestBackend.of(call -> {
            call.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npart\r\n");
            call.read(7);
            call.send("4\r\nmore\r\n");
            call.await(released);
            call.read(3);
            call.send("0\r\n\r\n");
        }));
        start(a, answering("b"));
        RawClient client =
                proxy.connect().send("PUT /first/ HTTP/1.1\r\nHost: test\r\nContent-Length: 10\r\n\r\nbefore");
        client.readHead();
        client.readBytes(9);

        client.send("b");
        assertThat(client.readBytes(9)).asString().isEqualTo("4\r\nmore\r\n");

        assertThat(proxy.gauge("kagemusha.capture.buffered.bytes")).isZero();
        released.countDown();
        client.send("end");
        assertThat(client.readBytes(5)).asString().isEqualTo("0\r\n\r\n");
    }

    @Test
    void answersHeadAndNoContentWithoutWaitingForABody() throws Exception {
        TestBackend a = proxy.backend(TestBackend.of(call -> {
            boolean head = call.request().method().equals("HEAD");
            call.send(head ? "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n" : "HTTP/1.1 204 No\r\n\r\n");
        }));
        start(a, answering("b"));
        RawClient client = proxy.connect();

        RawMessage head =
                client.send("HEAD /first/ HTTP/1.1\r\nHost: test\r\n\r\n").readHead();
        RawMessage noContent = client.get("/first/").read();

        assertThat(head.field("content-length")).isEqualTo("5");
        assertThat(noContent.status()).isEqualTo(204);
    }

    @Test
    void answersGatewayTimeoutWhenAllWereSilent() throws Exception {
        TestBackend silent = proxy.backend(TestBackend.silent());
        proxy.startYaml("""
                backends:
                  a: { url: %s, master: true, timeout: 50ms }
                  b: { url: %s, timeout: 50ms }
                routes: [ { name: all, reply: first-usable } ]
                """.formatted(silent.url(), silent.url()));

        RawMessage answer = proxy.connect().get("/").read();

        assertThat(answer.status()).isEqualTo(504);
        assertThat(answer.field("content-type")).isEqualTo("application/problem+json");
        assertThat(answer.text()).contains(answer.field("x-request-id"));
        assertThat(proxy.awaitRecords(3).replies()).containsExactly("a");
    }

    @Test
    void answersBadGatewayWhenOneWasSilentAndTheOtherRefusedConnection() throws Exception {
        TestBackend silent = proxy.backend(TestBackend.silent());
        proxy.startYaml("""
                backends:
                  a: { url: %s, master: true, timeout: 50ms }
                  b: { url: %s }
                routes: [ { name: all, reply: first-usable } ]
                """.formatted(silent.url(), TestBackend.refusingUrl()));

        assertThat(proxy.connect().get("/").read().status()).isEqualTo(502);
    }

    @Test
    void readsTheNextAnswerForNoLongerThanItsTimeoutForAClientThatHasLeft() throws Exception {
        TestBackend a = proxy.backend(TestBackend.of(call -> {
            call.request();
            call.await(released);
            call.send("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n");
        }));
        TestBackend b = proxy.backend(TestBackend.endless());
        proxy.startYaml("""
                backends: { a: { url: %s, master: true }, b: { url: %s, timeout: 300ms } }
                routes: [ { name: all, reply: first-usable } ]
                """.formatted(a.url(), b.url()));
        RawClient client = proxy.connect().get("/");
        await().until(() -> a.requests().size() == 1);

        client.close();
        await().until(() -> proxy.gauge("kagemusha.client.connections") == 0);
        released.countDown();

        assertThat(proxy.awaitRecords(3).of("b").get(0).failure().kind()).isEqualTo(FailureKind.ABORTED_BY_CLIENT);
    }

    @Test
    void goesOnForAClientThatLeftAfterItsRequest() throws Exception {
        TestBackend a = proxy.backend(TestBackend.of(call -> {
            call.request();
            call.await(released);
            call.send("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n");
        }));
        start(a.url(), answering("b").url(), "");
        RawClient client = proxy.connect().get("/first/");

        await().until(() -> a.requests().size() == 1);
        client.close();
        await().until(() -> proxy.gauge("kagemusha.client.connections") == 0);
        released.countDown();

        var captured = proxy.awaitRecords(3);
        assertThat(captured.replies()).containsExactly("b");
    }

    @Test
    void asksNobodyElseForAClientThatLeftDuringItsRequest() throws Exception {
        TestBackend a = proxy.backend(TestBackend.of(TestBackend.Call::awaitEnd));
        TestBackend b = answering("b");
        start(a, b);
        RawClient client =
                proxy.connect().send("PUT /first/ HTTP/1.1\r\nHost: test\r\nContent-Length: 100\r\n\r\npart");

        await().until(() -> a.heads() == 1);
        client.close();

        await().until(() -> a.ended() == 1);
        proxy.awaitQuiet();
        assertThat(b.connections()).isZero();
        assertThat(proxy.captured().records()).isEmpty();
    }

    @Test
    void goesOnAtTheSightOfAnUnusableHead() throws Exception {
        TestBackend a = proxy.backend(TestBackend.of(call -> {
            call.request();
            call.send("HTTP/1.1 500 No\r\nContent-Length: 4\r\n\r\n");
            call.await(released);
            call.send("rest");
        }));
        start(a, answering("b"));

        assertThat(proxy.connect().get("/first/").read().text()).isEqualTo("b");
        released.countDown();

        Result a1 = proxy.awaitRecords(3).of("a").get(0);
        assertThat(a1.complete()).isTrue();
        assertThat(a1.response().body().bytes()).asString().isEqualTo("rest");
    }

    @Test
    void sendsNamedShadowsTheRequestOnceWhoeverAnswers() throws Exception {
        TestBackend shadow = answering("shadow");
        proxy.startYaml(
                """
                backends:
                  shadow: { url: %s }
                  a: { url: %s, master: true }
                  b: { url: %s }
                routes: [ { name: all, backends: [a, b], shadows: [shadow], reply: first-usable } ]
                """.formatted(shadow.url(), answering(500).url(), answering("b").url()));

        assertThat(proxy.connect().get("/").read().text()).isEqualTo("b");

        var captured = proxy.awaitRecords(4);
        assertThat(captured.requests().get(0).selection().backends()).containsExactly("shadow", "a", "b");
        assertThat(captured.replies()).containsExactly("b");
        assertThat(shadow.request().field("x-shadow-backend")).isEqualTo("shadow");
    }

    @Test
    void endsInOrderWhenTheNodeStopsWhileOneIsAsked() throws Exception {
        TestBackend a = proxy.backend(TestBackend.of(call -> {
            call.request();
            call.await(released);
        }));
        TestBackend b = answering("b");
        proxy.startYaml("""
                backends: { a: { url: %s, master: true }, b: { url: %s } }
                routes: [ { name: all, reply: first-usable } ]
                capture: { when: always }
                drain-timeout: 0s
                """.formatted(a.url(), b.url()));
        proxy.connect().get("/");
        await().until(() -> a.requests().size() == 1);

        proxy.node().close();

        assertThat(proxy.node().balanced()).isTrue();
        assertThat(b.connections()).isZero();
        assertThat(proxy.captured().replies()).containsExactly("a");
    }

    @Test
    void answersWithTheConfiguredStatusAndNotALogLineEachWhenNobodyIsUsable() throws Exception {
        proxy.startYaml("""
                backends: { a: { url: %s, master: true }, b: { url: %s } }
                routes: [ { name: all, reply: first-usable } ]
                no-answer-status: 503
                """.formatted(answering(500).url(), TestBackend.refusingUrl()));
        RawClient client = proxy.connect();

        for (int i = 0; i < 20; i++) {
            assertThat(client.get("/").read().status()).isEqualTo(503);
        }

        assertThat(log.of("NoAnswers"))
                .hasSizeLessThan(20)
                .first()
                .asString()
                .contains("the client is answered 503", "a answered 500", "b failed: connect_refused");
    }

    @Test
    void answersEveryRequestWhileTwoOfThreeServersStopOneAfterTheOther() throws Exception {
        TestBackend a = answering("a");
        TestBackend b = answering("b");
        TestBackend c = answering("c");
        proxy.startYaml("""
                backends: { a: { url: %s, master: true }, b: { url: %s }, c: { url: %s } }
                routes: [ { name: all, reply: first-usable } ]
                """.formatted(a.url(), b.url(), c.url()));
        RawClient client = proxy.connect();
        var answers = new ArrayList<String>();

        for (int i = 0; i < 300; i++) {
            if (i == 100) {
                a.close();
            } else if (i == 200) {
                b.close();
            }
            RawMessage answer = client.get("/" + i).read();
            assertThat(answer.status()).isEqualTo(200);
            answers.add(answer.text());
        }

        assertThat(answers.subList(0, 100)).containsOnly("a");
        assertThat(answers.subList(100, 200)).containsOnly("b");
        assertThat(answers.subList(200, 300)).containsOnly("c");
    }
}

package io.kagemusha.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kagemusha.common.exchange.Failure;
import io.kagemusha.common.exchange.FailureKind;
import io.kagemusha.common.exchange.Result;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(BufferLeaks.class)
class ReplyIT {

    private static final String RACE = """
            backends:
              production: { url: %s, master: true }
              a: { url: %s, timeout: 2s }
              b: { url: %s, timeout: 2s }
            routes:
              - { name: race, match: { path: /race }, backends: [a, b] }
              - { name: rest, backends: [production] }
            """;

    private static final Failure NO_PLACE = new Failure(FailureKind.SHED, "backlog_full");

    @RegisterExtension
    final ProxyFixture proxy = new ProxyFixture();

    private final CountDownLatch released = new CountDownLatch(1);

    @AfterEach
    void release() {
        released.countDown();
    }

    @Test
    void answersTenGetsFromMasterAndCallsBothTenTimes() throws Exception {
        TestBackend production = proxy.backend(TestBackend.answering("production"));
        TestBackend sandbox = proxy.backend(TestBackend.answering("sandbox"));
        proxy.start(production, sandbox);
        RawClient client = proxy.connect();

        for (int i = 0; i < 10; i++) {
            assertThat(client.get("/" + i).read().text()).isEqualTo("production");
        }

        proxy.awaitRecords(30);
        assertThat(production.requests()).hasSize(10);
        assertThat(sandbox.requests()).hasSize(10);
        assertThat(proxy.captured().replies()).hasSize(10).containsOnly("production");
    }

    @Test
    void answersAtOnceWhileShadowIsSilent() throws Exception {
        TestBackend production = proxy.backend(TestBackend.answering("production"));
        TestBackend sandbox = proxy.backend(TestBackend.of(call -> {
            call.request();
            call.await(released);
            call.answer("sandbox");
        }));
        proxy.start(production, sandbox);
        RawClient client = proxy.connect();

        assertThat(client.get("/1").read().text()).isEqualTo("production");
        assertThat(client.get("/2").read().text()).isEqualTo("production");
        released.countDown();

        assertThat(proxy.awaitRecords(6).of("sandbox")).allMatch(Result::complete);
    }

    @Test
    void answersFromMasterThoughItIsTheSlowest() throws Exception {
        TestBackend sandbox = proxy.backend(TestBackend.of(call -> {
            call.answer("sandbox");
            released.countDown();
        }));
        TestBackend production = proxy.backend(TestBackend.of(call -> {
            call.request();
            call.await(released);
            call.answer("production");
        }));
        proxy.start(production, sandbox);

        assertThat(proxy.connect().get("/").read().text()).isEqualTo("production");

        assertThat(proxy.awaitRecords(3).replies()).containsExactly("production");
    }

    @Test
    void answersFromOtherWhenFirstRefusesConnection() throws Exception {
        TestBackend production = proxy.backend(TestBackend.answering("production"));
        TestBackend b = proxy.backend(TestBackend.answering("b"));
        proxy.startYaml(RACE.formatted(production.url(), TestBackend.refusingUrl(), b.url()));

        assertThat(proxy.connect().get("/race").read().text()).isEqualTo("b");

        var captured = proxy.awaitRecords(3);
        assertThat(captured.replies()).containsExactly("b");
        assertThat(captured.of("a").get(0).failure().kind()).isEqualTo(FailureKind.CONNECT_REFUSED);
    }

    @Test
    void answersFromOtherWhenFirstClosesBeforeAnswering() throws Exception {
        TestBackend production = proxy.backend(TestBackend.answering("production"));
        TestBackend a = proxy.backend(TestBackend.of(TestBackend.Call::close));
        TestBackend b = proxy.backend(TestBackend.answering("b"));
        proxy.startYaml(RACE.formatted(production.url(), a.url(), b.url()));

        assertThat(proxy.connect().get("/race").read().text()).isEqualTo("b");

        assertThat(proxy.awaitRecords(3).of("a").get(0).failure().kind()).isEqualTo(FailureKind.RESET);
    }

    @Test
    void answersBadGatewayWhenNobodyIsUsable() throws Exception {
        TestBackend production = proxy.backend(TestBackend.answering("production"));
        TestBackend a =
                proxy.backend(TestBackend.of(call -> call.send("HTTP/1.1 500 No\r\nContent-Length: 2\r\n\r\nno")));
        proxy.startYaml(RACE.formatted(production.url(), a.url(), TestBackend.refusingUrl()));

        assertThat(proxy.connect().get("/race").read().status()).isEqualTo(502);

        var captured = proxy.awaitRecords(3);
        assertThat(captured.of("a").get(0).response().status()).isEqualTo(500);
        assertThat(captured.replies()).containsExactly("a");
    }

    @Test
    void answersBadGatewayWhenMasterRefusesConnectionAndGoesOn() throws Exception {
        TestBackend sandbox = proxy.backend(TestBackend.answering("sandbox"));
        proxy.startYaml("""
                backends:
                  production: { url: %s, master: true }
                  sandbox: { url: %s }
                """.formatted(TestBackend.refusingUrl(), sandbox.url()));
        RawClient client = proxy.connect();

        RawMessage first = client.get("/1").read();
        RawMessage second = client.post("/2", "body").read();

        assertThat(first.status()).isEqualTo(502);
        assertThat(first.field("content-type")).isEqualTo("application/problem+json");
        var problem = new ObjectMapper().readTree(first.body());
        String requestId = problem.get("requestId").textValue();
        assertThat(UUID.fromString(requestId).version()).isEqualTo(7);
        assertThat(problem.get("status").intValue()).isEqualTo(502);
        assertThat(first.field("x-request-id")).isEqualTo(requestId);
        assertThat(second.status()).isEqualTo(502);
        var captured = proxy.awaitRecords(6);
        assertThat(captured.requests().get(0).selection().requestId()).isEqualTo(requestId);
        assertThat(captured.of("sandbox")).hasSize(2).allMatch(Result::complete);
        assertThat(captured.of("production"))
                .allMatch(result -> result.failure().kind() == FailureKind.CONNECT_REFUSED);
        assertThat(captured.replies()).containsExactly("production", "production");
    }

    @Test
    void answersGatewayTimeoutWhenMasterIsSilentWhileShadowGoesOn() throws Exception {
        TestBackend production = proxy.backend(TestBackend.silent());
        TestBackend sandbox = proxy.backend(TestBackend.of(call -> {
            call.request();
            call.await(released);
            call.answer("sandbox");
        }));
        proxy.startYaml("""
                backends:
                  production: { url: %s, master: true, timeout: 50ms }
                  sandbox: { url: %s }
                """.formatted(production.url(), sandbox.url()));
        RawClient client = proxy.connect();

        RawMessage answer = client.get("/").read();
        released.countDown();

        assertThat(answer.status()).isEqualTo(504);
        var captured = proxy.awaitRecords(3);
        assertThat(captured.of("production").get(0).failure().kind()).isEqualTo(FailureKind.RESPONSE_TIMEOUT);
        assertThat(captured.of("sandbox").get(0).complete()).isTrue();
    }

    @Test
    void callsMasterSilentWhoseHeadTricklesIn() throws Exception {
        TestBackend other = proxy.backend(TestBackend.answering("other"));
        var clock = new CompletableFuture<RawClient>();
        TestBackend production = proxy.backend(TestBackend.of(call -> {
            call.request();
            call.send("HTTP/1.1 200 OK\r\nX-Trickle: ");
            // Until the connection is closed. An answered request between one byte and the next keeps it from being a
            // flood
            while (clock.join().get("/other").read().status() == 200) {
                call.send("x");
            }
        }));
        proxy.startYaml("""
                backends:
                  production: { url: %s, master: true, timeout: 200ms }
                  other: { url: %s }
                routes:
                  - { name: other, match: { path: /other }, backends: [other] }
                  - { name: rest, backends: [production] }
                """.formatted(production.url(), other.url()));
        clock.complete(proxy.connect());

        assertThat(proxy.connect().get("/").read().status()).isEqualTo(504);
    }

    @Test
    void passesRedirectOnAsItIs() throws Exception {
        TestBackend production = proxy.backend(TestBackend.of(call ->
                call.send("HTTP/1.1 302 Found\r\nLocation: http://elsewhere/x?y\r\nContent-Length: 0\r\n\r\n")));
        proxy.start(production);

        RawMessage answer = proxy.connect().get("/").read();

        assertThat(answer.startLine()).isEqualTo("HTTP/1.1 302 Found");
        assertThat(answer.field("location")).isEqualTo("http://elsewhere/x?y");
        assertThat(production.heads()).isEqualTo(1);
    }

    @Test
    void passesStatusFieldsAndBytesOnUnchanged() throws Exception {
        String head = "HTTP/1.1 404 Nicht da \u00e4\r\nSet-Cookie: a=1\r\nETag: W/\"x\"\r\nSet-Cookie: b=2; Path=/\r\n"
                + "Content-Type: application/json\r\nX-Empty:\r\nX-Latin: \u00fc\r\nContent-Length: 8\r\n\r\n";
        TestBackend production = proxy.backend(TestBackend.of(call -> call.send(head + "{\"a\": 1}")));
        proxy.start(production);

        RawMessage answer = proxy.connect().get("/").read();

        assertThat(answer.startLine()).isEqualTo("HTTP/1.1 404 Nicht da \u00e4");
        assertThat(answer.fields())
                .extracting(String::stripTrailing)
                .containsExactly(
                        "Set-Cookie: a=1",
                        "ETag: W/\"x\"",
                        "Set-Cookie: b=2; Path=/",
                        "Content-Type: application/json",
                        "X-Empty:",
                        "X-Latin: \u00fc",
                        "Content-Length: 8");
        assertThat(answer.text()).isEqualTo("{\"a\": 1}");
    }

    @Test
    void leavesInItsPlaceWhatHoldsForTheClientsConnectionToo() throws Exception {
        String head = "HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\nX-Last: 1\r\n\r\n";
        TestBackend production = proxy.backend(TestBackend.of(call -> call.send(head + "2\r\nhi\r\n0\r\n\r\n")));
        proxy.start(production);

        RawMessage answer = proxy.connect().get("/").read();

        assertThat(answer.fields())
                .containsExactly("Connection: keep-alive", "Transfer-Encoding: chunked", "X-Last: 1");
        assertThat(answer.text()).isEqualTo("hi");
    }

    @Test
    void breaksAnswerOffWhenMasterDoes() throws Exception {
        TestBackend production = proxy.backend(TestBackend.of(call -> {
            call.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npart");
            call.close();
        }));
        TestBackend sandbox = proxy.backend(TestBackend.of(call -> {
            call.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npart\r\n");
            call.close();
        }));
        proxy.start(production, sandbox);

        String answer = proxy.connect().get("/").readToEnd();

        assertThat(answer).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\npart");
        for (String backend : new String[] {"production", "sandbox"}) {
            Result result = proxy.awaitRecords(3).of(backend).get(0);
            assertThat(result.failure().kind()).isEqualTo(FailureKind.TRUNCATED);
            assertThat(result.response().body().bytes()).asString().isEqualTo("part");
        }
    }

    @Test
    void resetsConnectionOfOldClientWhoseAnswerBreaksOff() throws Exception {
        TestBackend production = proxy.backend(TestBackend.of(call -> {
            call.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npart\r\n");
            call.await(released);
            call.close();
        }));
        proxy.start(production);
        RawClient client = proxy.connect().send("GET / HTTP/1.0\r\n\r\n");

        client.readHead();
        assertThat(client.readBytes(4)).asString().isEqualTo("part");
        released.countDown();

        assertThat(client.readToEnd()).isEqualTo("[reset]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"master", "fastest", "first-usable", "round-robin"})
    void passesTenMegabytesOnInEveryMode(String reply) throws Exception {
        String body = "0123456789".repeat(1_000_000);
        TestBackend production = proxy.backend(TestBackend.answering(body));
        proxy.startYaml("""
                backends: { production: { url: %s, master: true }, sandbox: { url: %s } }
                routes: [ { name: all, reply: %s } ]
                """.formatted(production.url(), production.url(), reply));

        assertThat(proxy.connect().get("/").read().text()).isEqualTo(body);
    }

    @Test
    void answersFromTheFastestThatIsUsableAndRecordsTheLosers() throws Exception {
        TestBackend fast = proxy.backend(TestBackend.answering("fast"));
        TestBackend slow = proxy.backend(TestBackend.of(call -> {
            call.request();
            call.await(released);
            call.answer("slow");
        }));
        proxy.startYaml("""
                backends: { a: { url: %s, master: true }, b: { url: %s }, c: { url: %s } }
                routes: [ { name: all, reply: fastest } ]
                """.formatted(slow.url(), slow.url(), fast.url()));

        assertThat(proxy.connect().get("/").read().text()).isEqualTo("fast");
        released.countDown();

        var captured = proxy.awaitRecords(4);
        assertThat(captured.replies()).containsExactly("c");
        assertThat(captured.of("a").get(0).response().body().bytes()).asString().isEqualTo("slow");
    }

    @Test
    void boundsTheLosersOfRacesLikeShadows() throws Exception {
        TestBackend a = proxy.backend(TestBackend.answering("a"));
        TestBackend hung = proxy.backend(TestBackend.of(call -> {
            call.request();
            call.awaitEnd();
        }));
        proxy.startYaml("""
                backends: { a: { url: %s, master: true }, b: { url: %s, concurrency: 2 } }
                routes: [ { name: all, reply: fastest } ]
                """.formatted(a.url(), hung.url()));

        for (int i = 0; i < 20; i++) {
            assertThat(proxy.connect().get("/" + i).read().text()).isEqualTo("a");
        }
        var shed = proxy.awaitRecords(58).of("b");

        assertThat(shed).extracting(Result::failure).hasSize(18).containsOnly(NO_PLACE);
        await().untilAsserted(
                        () -> assertThat(hung.connections() - hung.ended()).isEqualTo(2));
        assertThat(proxy.counter("kagemusha.shadow.shed", "backend", "b", "reason", "backlog_full"))
                .isEqualTo(18);
        assertThat(proxy.captured().replies()).hasSize(20).containsOnly("a");
    }

    @Test
    void boundsAnswersThatNobodyCanUse() throws Exception {
        TestBackend unusable = proxy.backend(TestBackend.of(call -> {
            call.request();
            call.send("HTTP/1.1 500 No\r\nContent-Length: 2\r\n\r\n");
            call.await(released);
            call.send("no");
        }));
        proxy.startYaml("""
                backends: { a: { url: %s, master: true, concurrency: 1 } }
                routes: [ { name: all, reply: fastest } ]
                capture: { when: always }
                """.formatted(unusable.url()));

        assertThat(proxy.connect().get("/1").read().status()).isEqualTo(502);
        assertThat(proxy.connect().get("/2").read().status()).isEqualTo(502);

        assertThat(proxy.awaitRecords(3).of("a")).extracting(Result::failure).containsExactly(NO_PLACE);
        released.countDown();
        assertThat(proxy.awaitRecords(4).of("a")).filteredOn(Result::complete).hasSize(1);
    }

    @Test
    void answersFromAnotherWhenTheFastestBreaksOffBeforeAnythingOfItWasSentOn() throws Exception {
        TestBackend breaking = proxy.backend(TestBackend.of(call -> {
            call.request();
            call.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\npart");
            call.await(released);
            call.close();
        }));
        TestBackend b = proxy.backend(TestBackend.of(call -> {
            call.request();
            call.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwh");
            released.countDown();
            call.send("ole");
        }));
        TestBackend production = proxy.backend(TestBackend.answering("production"));
        proxy.startYaml(RACE.formatted(production.url(), breaking.url(), b.url()));

        assertThat(proxy.connect().get("/race").read().text()).isEqualTo("whole");

        assertThat(proxy.awaitRecords(3).replies()).containsExactly("b");
    }

    @Test
    void neverAnswersFromAShadowThatIsNamed() throws Exception {
        TestBackend sandbox = proxy.backend(TestBackend.answering("sandbox"));
        proxy.startYaml("""
                backends: { production: { url: %s, master: true }, sandbox: { url: %s } }
                routes: [ { name: all, shadows: [sandbox], reply: fastest } ]
                """.formatted(TestBackend.refusingUrl(), sandbox.url()));

        assertThat(proxy.connect().get("/").read().status()).isEqualTo(502);

        var captured = proxy.awaitRecords(3);
        assertThat(captured.of("sandbox").get(0).complete()).isTrue();
        assertThat(captured.replies()).containsExactly("production");
        assertThat(sandbox.request().field("x-shadow-backend")).isEqualTo("sandbox");
    }
}

package io.kagemusha.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kagemusha.common.exchange.FailureKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The way to the master shares nothing with the way to a shadow that the shadow could fill. */
@ExtendWith(BufferLeaks.class)
class ShadowIsolationIT {

    private static final int CLIENTS = 200;
    private static final int ROUNDS = 3;

    @RegisterExtension
    final ProxyFixture proxy = new ProxyFixture();

    private final CountDownLatch released = new CountDownLatch(1);

    @AfterEach
    void release() {
        released.countDown();
    }

    private void start(String sandbox, String limits) throws Exception {
        TestBackend production = proxy.backend(TestBackend.answering("production"));
        proxy.startYaml("""
                backends:
                  production: { url: %s, master: true }
                  sandbox: { url: "%s", breaker: { failures: 0 }, %s }
                """.formatted(production.url(), sandbox, limits));
    }

    /** Many keep-alive clients, each with several requests, all of which are in flight at the same time. */
    private void assertAllAnswered() throws Exception {
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(proxy.connect());
        }
        for (int round = 0; round < ROUNDS; round++) {
            for (RawClient client : clients) {
                client.get("/" + round);
            }
            for (RawClient client : clients) {
                assertThat(client.read().text()).isEqualTo("production");
            }
        }
    }

    @Test
    void answersAllWhileShadowHangs() throws Exception {
        TestBackend hung = proxy.backend(TestBackend.of(call -> call.await(released)));
        start(hung.url(), "concurrency: 8, backlog: 16, timeout: 1h");

        assertAllAnswered();

        assertThat(proxy.awaitRecords(3 * CLIENTS * ROUNDS - 24).of("sandbox"))
                .hasSize(CLIENTS * ROUNDS - 24)
                .allMatch(result ->
                        Objects.requireNonNull(result.failure()).reason().equals("backlog_full"));
        await().untilAsserted(() -> assertThat(hung.connections()).isEqualTo(8));
    }

    @Test
    void answersAllWhileShadowResets() throws Exception {
        start(proxy.backend(TestBackend.of(TestBackend.Call::reset)).url(), "concurrency: 8");

        assertAllAnswered();
    }

    @Test
    void answersAllWhileShadowClosesInsideItsAnswers() throws Exception {
        TestBackend closing = proxy.backend(TestBackend.of(call -> {
            call.request();
            call.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
            call.close();
        }));
        start(closing.url(), "concurrency: 8");

        assertAllAnswered();
    }

    private TestBackend flooding() throws Exception {
        return proxy.backend(TestBackend.of(call -> {
            call.request();
            call.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            while (released.getCount() > 0) {
                call.send("4000\r\n");
                call.send(new byte[0x4000]);
                call.send("\r\n");
            }
        }));
    }

    @Test
    void answersAllWhileShadowFloods() throws Exception {
        start(flooding().url(), "concurrency: 4, backlog: 4, timeout: 1h");

        assertAllAnswered();
        released.countDown();
    }

    @Test
    void breaksOffShadowsAnswerThatNeverEnds() throws Exception {
        start(flooding().url(), "concurrency: 4, timeout: 1h, response-limit: 1MiB");

        assertThat(proxy.connect().get("/").read().text()).isEqualTo("production");

        assertThat(proxy.awaitRecords(3).of("sandbox"))
                .singleElement()
                .extracting(result -> Objects.requireNonNull(result.failure()).kind())
                .isEqualTo(FailureKind.TOO_LARGE);
    }

    @Test
    void answersAllWhileShadowRefuses() throws Exception {
        start(TestBackend.refusingUrl(), "concurrency: 8");

        assertAllAnswered();
    }

    @Test
    void answersAllWhileShadowTakesNoConnection() throws Exception {
        try (var full = new FullServer()) {
            start(full.url(), "concurrency: 8, backlog: 16, connect-timeout: 1h");

            assertAllAnswered();

            proxy.awaitRecords(3 * CLIENTS * ROUNDS - 24);
        }
    }

    @Test
    void answersAllWhileShadowHasNoAddress() throws Exception {
        start("http://no-such-host.invalid", "concurrency: 8, backlog: 0");

        assertAllAnswered();

        await().untilAsserted(() -> assertThat(proxy.captured().of("sandbox")).isNotEmpty());
        assertThat(proxy.awaitRecords(3 * CLIENTS * ROUNDS).of("sandbox"))
                .extracting(result -> Objects.requireNonNull(result.failure()).kind())
                .allMatch(kind -> kind == FailureKind.DNS || kind == FailureKind.SHED);
    }

    @Test
    void givesOneServerThatIsBothMasterAndShadowConnectionsApart() throws Exception {
        var paths = new ConcurrentHashMap<String, Integer>();
        TestBackend both = proxy.backend(TestBackend.of(call -> {
            boolean shadow = call.head().field("x-shadow-backend") != null;
            paths.merge(shadow ? "shadow" : "master", 1, Integer::sum);
            if (shadow) {
                call.request();
                call.await(released);
            }
            call.answer("production");
        }));
        proxy.startYaml("""
                backends:
                  production: { url: %s, master: true }
                  sandbox: { url: %s, concurrency: 3, backlog: 0 }
                """.formatted(both.url(), both.url()));

        assertAllAnswered();

        assertThat(paths).containsEntry("master", CLIENTS * ROUNDS);
        await().untilAsserted(() -> assertThat(paths).containsEntry("shadow", 3));
    }

    @Test
    void keepsAtMostConcurrencyInFlightAndUsesConnectionsAgain() throws Exception {
        var inFlight = new AtomicInteger();
        var most = new AtomicInteger();
        TestBackend sandbox = proxy.backend(TestBackend.of(call -> {
            most.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
            call.request();
            inFlight.decrementAndGet();
            call.answer("sandbox");
        }));
        start(sandbox.url(), "concurrency: 2, backlog: 1000");

        assertAllAnswered();

        await().untilAsserted(() -> assertThat(sandbox.requests()).hasSize(CLIENTS * ROUNDS));
        assertThat(most.get()).isLessThanOrEqualTo(2);
        int loops = Runtime.getRuntime().availableProcessors();
        assertThat(sandbox.connections()).isLessThanOrEqualTo(2 * loops);
    }

    @Test
    void completesShadowsRequestWhenClientLeavesAfterItsAnswer() throws Exception {
        TestBackend sandbox = proxy.backend(TestBackend.of(call -> {
            call.request();
            call.await(released);
            call.answer("sandbox");
        }));
        start(sandbox.url(), "concurrency: 2");

        RawClient client = proxy.connect();
        assertThat(client.post("/", "body").read().text()).isEqualTo("production");
        client.reset();
        released.countDown();

        assertThat(proxy.awaitRecords(3).of("sandbox")).singleElement().matches(result -> result.complete());
    }

    @Test
    void cutsShadowThatIsSlowerThanItsTimeout() throws Exception {
        start(proxy.backend(TestBackend.silent()).url(), "timeout: 50ms");

        assertThat(proxy.connect().get("/").read().text()).isEqualTo("production");

        assertThat(proxy.awaitRecords(3).of("sandbox"))
                .singleElement()
                .extracting(result -> Objects.requireNonNull(result.failure()).kind())
                .isEqualTo(FailureKind.RESPONSE_TIMEOUT);
    }

    private TestBackend trickling(String head) throws Exception {
        return proxy.backend(TestBackend.of(call -> {
            call.request();
            call.send(head + "Transfer-Encoding: chunked\r\n\r\n");
            for (boolean open = true; open; open = !released.await(10, TimeUnit.MILLISECONDS)) {
                call.send("2\r\n:\n\r\n");
            }
        }));
    }

    private void assertAllCutForTime(String backend, int records) throws Exception {
        assertThat(proxy.awaitRecords(records).of(backend))
                .extracting(result -> Objects.requireNonNull(result.failure()).kind())
                .containsOnly(FailureKind.RESPONSE_TIMEOUT);
    }

    @Test
    void cutsShadowThatGoesOnForLongAfterTheClientWasAnswered() throws Exception {
        TestBackend trickling = trickling("HTTP/1.1 200 OK\r\n");
        start(trickling.url(), "timeout: 300ms, concurrency: 1");
        RawClient client = proxy.connect();

        assertThat(client.get("/1").read().text()).isEqualTo("production");
        assertThat(client.get("/2").read().text()).isEqualTo("production");

        assertAllCutForTime("sandbox", 6);
        await().until(() -> trickling.ended() == 2);
        assertThat(proxy.counter("kagemusha.backend.failures", "backend", "sandbox", "failure", "response_timeout"))
                .isEqualTo(2);
    }

    @Test
    void cutsShadowThatGoesOnForLongAfterTheMasterBrokeOff() throws Exception {
        TestBackend production = proxy.backend(TestBackend.of(call -> {
            call.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npart");
            call.close();
        }));
        proxy.startYaml(
                """
                backends:
                  production: { url: %s, master: true }
                  sandbox: { url: %s, timeout: 300ms }
                """.formatted(production.url(), trickling("HTTP/1.1 200 OK\r\n").url()));

        assertThat(proxy.connect().get("/").readToEnd()).endsWith("part");

        assertAllCutForTime("sandbox", 3);
    }

    @Test
    void cutsUnusableAnswersThatGoOnForLongAfterTheClientWasTold() throws Exception {
        proxy.startYaml("""
                backends:
                  production: { url: %s, master: true, timeout: 300ms }
                routes: [ { name: all, reply: fastest } ]
                capture: { when: always }
                """.formatted(trickling("HTTP/1.1 500 No\r\n").url()));

        assertThat(proxy.connect().get("/").read().status()).isEqualTo(502);

        assertAllCutForTime("production", 2);
    }

    private void trickle(TestBackend.Call call, int parts) throws Exception {
        for (int i = 0; i < parts; i++) {
            call.send("2\r\n:\n\r\n");
            released.await(25, TimeUnit.MILLISECONDS);
        }
    }

    @Test
    void givesShadowAsLongAsTheAnswerTookWhereItsTimeoutIsLess() throws Exception {
        var answered = new CountDownLatch(1);
        TestBackend production = proxy.backend(TestBackend.of(call -> {
            call.request();
            call.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            trickle(call, 100);
            call.send("0\r\n\r\n");
        }));
        TestBackend sandbox = proxy.backend(TestBackend.of(call -> {
            call.request();
            call.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            while (answered.getCount() > 0) {
                trickle(call, 1);
            }
            trickle(call, 60);
            call.send("0\r\n\r\n");
        }));
        proxy.startYaml("""
                backends:
                  production: { url: %s, master: true }
                  sandbox: { url: %s, timeout: 1s }
                """.formatted(production.url(), sandbox.url()));

        proxy.connect().get("/").read();
        answered.countDown();

        assertThat(proxy.awaitRecords(3).of("sandbox")).allMatch(result -> result.complete());
    }
}

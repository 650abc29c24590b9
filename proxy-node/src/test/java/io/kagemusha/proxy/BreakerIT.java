package io.kagemusha.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kagemusha.common.exchange.Failure;
import io.kagemusha.common.exchange.FailureKind;
import io.kagemusha.common.exchange.Result;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

@ExtendWith(BufferLeaks.class)
class BreakerIT {

    private static final Failure LEFT_ALONE = new Failure(FailureKind.SHED, "breaker_open");

    @RegisterExtension
    final ProxyFixture proxy = new ProxyFixture();

    private void start(String sandbox, String limits) throws Exception {
        TestBackend production = proxy.backend(TestBackend.answering("production"));
        proxy.startYaml("""
                backends:
                  production: { url: %s, master: true }
                  sandbox: { url: %s, %s }
                """.formatted(production.url(), sandbox, limits));
    }

    /** One after the other, each with everything that its shadow does. */
    private void get(RawClient client, int times) throws Exception {
        for (int i = 0; i < times; i++) {
            assertThat(client.get("/" + i).read().text()).isEqualTo("production");
            proxy.awaitQuiet();
        }
    }

    private double open() {
        return proxy.gauge("kagemusha.shadow.breaker.open", "backend", "sandbox");
    }

    private double leftAlone() {
        return proxy.counter("kagemusha.shadow.shed", "backend", "sandbox", "reason", "breaker_open");
    }

    @Test
    void leavesAShadowAloneThatFailsAgainAndAgain() throws Exception {
        start(TestBackend.refusingUrl(), "breaker: { failures: 3 }");

        get(proxy.connect(), 3);
        assertThat(open()).isEqualTo(1);
        RawClient client = proxy.connect();
        await().until(() -> {
            client.get("/").read();
            return leftAlone() > 0;
        });
        proxy.awaitQuiet();

        var results = proxy.captured().of("sandbox");
        assertThat(results.subList(0, 3))
                .extracting(result -> result.failure().kind())
                .containsOnly(FailureKind.CONNECT_REFUSED);
        assertThat(results).extracting(Result::failure).contains(LEFT_ALONE);
    }

    @Test
    void asksAgainAndGoesOnWhenTheShadowIsWell() throws Exception {
        var well = new AtomicBoolean();
        TestBackend sandbox = proxy.backend(TestBackend.of(call -> {
            if (well.get()) {
                call.answer("sandbox");
            } else {
                call.reset();
            }
        }));
        start(sandbox.url(), "breaker: { failures: 1 }");
        RawClient client = proxy.connect();
        get(client, 1);
        assertThat(open()).isEqualTo(1);

        well.set(true);
        await().until(() -> {
            get(client, 1);
            return open() == 0;
        });

        int before = sandbox.requests().size();
        get(client, 5);
        assertThat(sandbox.requests()).hasSize(before + 5);
    }

    @Test
    void goesOnWhenTheProbeIsAnsweredWithoutAnEnd() throws Exception {
        var well = new AtomicBoolean();
        var released = new CountDownLatch(1);
        TestBackend sandbox = proxy.backend(TestBackend.of(call -> {
            if (well.get()) {
                call.request();
                call.send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n");
                call.await(released);
                call.send("end");
            } else {
                call.reset();
            }
        }));
        start(sandbox.url(), "breaker: { failures: 1 }");
        RawClient client = proxy.connect();
        get(client, 1);
        assertThat(open()).isEqualTo(1);

        well.set(true);
        await().until(() -> {
            client.get("/").read();
            return open() == 0;
        });

        released.countDown();
        proxy.awaitQuiet();
        assertThat(open()).isZero();
    }

    @Test
    void takesServerErrorsForFailuresWhereItIsTold() throws Exception {
        TestBackend failing = proxy.backend(TestBackend.of(call -> {
            call.request();
            call.send("HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n");
        }));
        start(failing.url(), "breaker: { failures: 2, server-errors: true }");

        get(proxy.connect(), 2);

        assertThat(open()).isEqualTo(1);
        assertThat(proxy.captured().of("sandbox")).allMatch(Result::complete);
    }

    @Test
    void takesServerErrorsForAnswersWhereItIsNotTold() throws Exception {
        TestBackend failing = proxy.backend(TestBackend.of(call -> {
            call.request();
            call.send("HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n");
        }));
        start(failing.url(), "breaker: { failures: 2 }");

        get(proxy.connect(), 5);

        assertThat(open()).isZero();
        assertThat(failing.heads()).isEqualTo(5);
    }
}

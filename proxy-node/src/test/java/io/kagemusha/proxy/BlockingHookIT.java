package io.kagemusha.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kagemusha.common.exchange.Failure;
import io.kagemusha.common.exchange.FailureKind;
import io.kagemusha.common.hook.MungeRequest;
import io.kagemusha.common.hook.SelectBackends;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

@ExtendWith(BufferLeaks.class)
class BlockingHookIT {

    private static final int PATIENCE_SECONDS = 120;

    @RegisterExtension
    final ProxyFixture proxy = new ProxyFixture();

    private TestBackend production;
    private TestBackend sandbox;

    @BeforeEach
    void backends() throws Exception {
        production = proxy.backend(TestBackend.answering("production"));
        sandbox = proxy.backend(TestBackend.answering("sandbox"));
    }

    private final CountDownLatch released = new CountDownLatch(1);

    @AfterEach
    void release() {
        released.countDown();
    }

    private void start(String hooks) throws Exception {
        proxy.startYaml("""
                backends:
                  production: { url: %s, master: true }
                  sandbox: { url: %s }
                hooks: %s
                """.formatted(production.url(), sandbox.url(), hooks));
    }

    private void block() throws InterruptedException {
        assertThat(released.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void delaysItsOwnRequestOnly() throws Exception {
        proxy.onSelect(SelectBackends.blocking(request -> {
            if (request.target().equals("/slow")) {
                block();
            }
            return List.of("production", "sandbox");
        }));
        start("{ timeout: 1h }");
        RawClient slow = proxy.connect().post("/slow", "body");

        // More requests than there are event loops: each of them would meet the one that is blocked
        for (int i = 0; i < 20; i++) {
            assertThat(proxy.connect().get("/fast").read().text()).isEqualTo("production");
        }
        proxy.awaitRecords(60);
        assertThat(production.requests()).noneMatch(request -> request.target().equals("/slow"));
        released.countDown();

        assertThat(slow.read().text()).isEqualTo("production");
        var captured = proxy.awaitRecords(63);
        assertThat(captured.requests().get(20).request().body().bytes())
                .asString()
                .isEqualTo("body");
    }

    @Test
    void delaysTheCopyOfTheShadowAndNotTheClient() throws Exception {
        proxy.onMunge(MungeRequest.blocking("sandbox", (backend, request) -> {
            block();
            request.headers().set("X-Looked-Up", "1");
        }));
        start("{ timeout: 1h }");
        RawClient client = proxy.connect();

        assertThat(client.post("/1", "one").read().text()).isEqualTo("production");
        assertThat(client.post("/2", "two").read().text()).isEqualTo("production");
        assertThat(sandbox.heads()).isZero();
        released.countDown();

        proxy.awaitRecords(6);
        assertThat(sandbox.requests()).extracting(RawMessage::text).containsExactlyInAnyOrder("one", "two");
        assertThat(sandbox.requests()).allMatch(request -> "1".equals(request.field("x-looked-up")));
    }

    @Test
    void asksMasterAloneWhenTheHookTakesTooLong() throws Exception {
        var begun = new AtomicBoolean();
        var interrupted = new CountDownLatch(1);
        proxy.onSelect(SelectBackends.blocking(request -> {
            begun.set(true);
            try {
                block();
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
            }
            return List.of("production", "sandbox");
        }));
        start("{ timeout: 50ms }");

        assertThat(proxy.connect().post("/", "body").read().text()).isEqualTo("production");

        // On a busy machine its time may be over before it has a thread
        assertThat(!begun.get() || interrupted.await(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .isTrue();
        proxy.awaitQuiet();
        assertThat(sandbox.heads()).isZero();
        assertThat(production.request().text()).isEqualTo("body");
        assertThat(proxy.counter("kagemusha.select.failures")).isEqualTo(1);
    }

    @Test
    void shedsTheShadowWhoseHookTakesTooLong() throws Exception {
        proxy.onMunge(MungeRequest.blocking("sandbox", (backend, request) -> {
            block();
        }));
        start("{ timeout: 50ms }");

        assertThat(proxy.connect().post("/", "body").read().text()).isEqualTo("production");

        assertThat(proxy.awaitRecords(3).of("sandbox").get(0).failure())
                .isEqualTo(new Failure(FailureKind.SHED, "munge_failed"));
        assertThat(proxy.counter("kagemusha.munge.failures")).isEqualTo(1);
    }

    @Test
    void sendsMasterTheRequestAsItCameWhenItsHookThrowsOnAThreadOfItsOwn() throws Exception {
        proxy.onMunge(MungeRequest.blocking("production", (backend, request) -> {
            request.headers().set("X-Id", "7");
            throw new NoClassDefFoundError("hook");
        }));
        start("{}");

        assertThat(proxy.connect().post("/", "body").read().text()).isEqualTo("production");

        proxy.awaitRecords(3);
        assertThat(production.request().all("x-id")).isEmpty();
        assertThat(production.request().text()).isEqualTo("body");
        assertThat(sandbox.request().text()).isEqualTo("body");
    }

    @Test
    void runsOnAThreadOfItsOwn() throws Exception {
        var thread = new AtomicReference<String>();
        proxy.onSelect(request -> List.of("nobody"));
        proxy.onSelect(SelectBackends.blocking(request -> {
            thread.set(Thread.currentThread().getName());
            return List.of("sandbox");
        }));
        start("{ threads: 1 }");

        assertThat(proxy.connect().get("/").read().text()).isEqualTo("sandbox");

        assertThat(thread.get()).isEqualTo("hook");
    }

    @Test
    void runsTheExchangeOfAClientThatLeftAfterItsRequest() throws Exception {
        var asked = new CountDownLatch(1);
        proxy.onSelect(SelectBackends.blocking(request -> {
            asked.countDown();
            block();
            return List.of("production", "sandbox");
        }));
        start("{ timeout: 1h }");
        RawClient client = proxy.connect().post("/", "body");
        assertThat(asked.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();

        client.close();
        await().until(() -> proxy.gauge("kagemusha.client.connections") == 0);
        released.countDown();

        assertThat(proxy.awaitRecords(3).replies()).containsExactly("production");
        assertThat(sandbox.request().text()).isEqualTo("body");
    }

    @Test
    void readsAnAnswerWithoutAnEndForNoLongerThanItsTimeoutForAClientThatLeftMeanwhile() throws Exception {
        var asked = new CountDownLatch(1);
        proxy.onSelect(SelectBackends.blocking(request -> {
            asked.countDown();
            block();
            return List.of("events");
        }));
        TestBackend events = proxy.backend(TestBackend.endless());
        proxy.startYaml("""
                backends: { events: { url: %s, master: true, timeout: 300ms } }
                hooks: { timeout: 1h }
                capture: { when: always }
                """.formatted(events.url()));
        RawClient client = proxy.connect().get("/");
        assertThat(asked.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();

        client.close();
        await().until(() -> proxy.gauge("kagemusha.client.connections") == 0);
        released.countDown();

        assertThat(proxy.awaitRecords(2).of("events").get(0).failure().kind()).isEqualTo(FailureKind.ABORTED_BY_CLIENT);
    }

    @Test
    void answersBadRequestForABodyThatIsBrokenWhileAHookBlocks() throws Exception {
        proxy.onSelect(SelectBackends.blocking(request -> {
            block();
            return List.of("production", "sandbox");
        }));
        start("{ timeout: 1h }");

        RawClient client =
                proxy.connect().send("POST / HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\nno size\r\n");

        assertThat(client.read().status()).isEqualTo(400);
        proxy.awaitQuiet();
        assertThat(proxy.counter("kagemusha.exchanges.finished")).isEqualTo(1);
        released.countDown();
        assertThat(production.connections()).isZero();
    }

    @Test
    void beginsNothingForAClientThatLeftDuringItsRequest() throws Exception {
        var asked = new CountDownLatch(1);
        proxy.onSelect(SelectBackends.blocking(request -> {
            asked.countDown();
            block();
            return List.of("production", "sandbox");
        }));
        start("{ timeout: 1h }");
        RawClient client = proxy.connect().send("POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 100\r\n\r\npart");
        assertThat(asked.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();

        client.close();
        proxy.awaitQuiet();
        released.countDown();

        proxy.node().close();
        assertThat(production.connections()).isZero();
        assertThat(proxy.captured().records()).isEmpty();
    }

    @Test
    void passesOnWhatCameMeanwhileAndTheRest() throws Exception {
        proxy.onSelect(SelectBackends.blocking(request -> {
            block();
            return List.of("production", "sandbox");
        }));
        start("{ timeout: 1h }\nreplay-buffer: 16KiB");
        String body = "x".repeat(500_000);
        RawClient client = proxy.connect().send("POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 500000\r\n\r\n");

        client.send(body.substring(0, 100_000));
        released.countDown();
        client.send(body.substring(100_000));

        assertThat(client.read().text()).isEqualTo("production");
        assertThat(production.request().text()).isEqualTo(body);
        proxy.awaitRecords(3);
        assertThat(sandbox.request().text()).isEqualTo(body);
    }

    @Test
    void endsInOrderWhenTheNodeStopsWhileHooksBlock() throws Exception {
        var asked = new CountDownLatch(2);
        proxy.onSelect(SelectBackends.blocking(request -> {
                    if (request.target().equals("/select")) {
                        asked.countDown();
                        block();
                    }
                    return List.of("production", "sandbox");
                }))
                .onMunge(MungeRequest.blocking("sandbox", (backend, request) -> {
                    asked.countDown();
                    block();
                }));
        start("{ timeout: 1h }\ndrain-timeout: 0s");
        proxy.connect().get("/select");
        proxy.connect().get("/munge").read();
        assertThat(asked.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();

        proxy.node().close();

        assertThat(proxy.node().balanced()).isTrue();
        assertThat(proxy.captured().of("sandbox").get(0).failure())
                .isEqualTo(new Failure(FailureKind.SHED, "munge_failed"));
    }
}

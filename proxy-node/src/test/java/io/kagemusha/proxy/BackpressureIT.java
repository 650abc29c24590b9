package io.kagemusha.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kagemusha.common.exchange.Failure;
import io.kagemusha.common.exchange.FailureKind;
import io.kagemusha.common.exchange.Result;
import io.kagemusha.common.hook.SelectBackends;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.net.SocketException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Large bodies, slow readers: everything arrives, and little is held in memory. */
@ExtendWith(BufferLeaks.class)
class BackpressureIT {

    private static final int LENGTH = 10_000_000;

    @RegisterExtension
    final ProxyFixture proxy = new ProxyFixture();

    private final CountDownLatch released = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void release() {
        released.countDown();
        threads.shutdownNow();
    }

    private static byte[] body() {
        var body = new byte[LENGTH];
        new Random(1).nextBytes(body);
        return body;
    }

    private static long directMemory() {
        return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT)
                .metric()
                .usedDirectMemory();
    }

    @Test
    void holdsLittleOfAnAnswerThatClientReadsSlowly() throws Exception {
        // More than the kernel takes for all the sockets on the way
        int length = 40_000_000;
        var part = new byte[10_000];
        var sent = new AtomicLong();
        TestBackend production = proxy.backend(TestBackend.of(call -> {
            call.request();
            call.send("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n");
            while (sent.get() < length) {
                call.send(part);
                sent.addAndGet(part.length);
            }
        }));
        proxy.start(production);
        long atFirst = directMemory();
        RawClient client = proxy.connectWithSmallWindow().get("/");
        RawMessage head = client.readHead();

        long before = -1;
        while (before != sent.get()) {
            before = sent.get();
            await().pollDelay(Duration.ofMillis(100)).until(() -> true);
        }

        assertThat(sent.get()).isLessThan(length);
        assertThat(directMemory() - atFirst).isLessThan(4_000_000);
        assertThat(client.readBody(head).body()).hasSize(length);
    }

    @Test
    void holdsLittleOfAnUploadWhileAHookDecides() throws Exception {
        // More than the kernel takes for all the sockets on the way
        int length = 40_000_000;
        var part = new byte[10_000];
        var sent = new AtomicLong();
        proxy.onSelect(SelectBackends.blocking(request -> {
            released.await();
            return List.of("production");
        }));
        TestBackend production = proxy.backend(TestBackend.answering("read"));
        proxy.startYaml("""
                backends: { production: { url: %s, master: true } }
                hooks: { timeout: 1h }
                """.formatted(production.url()));
        long atFirst = directMemory();
        RawClient client =
                proxy.connect().send("POST / HTTP/1.1\r\nHost: test\r\nContent-Length: " + length + "\r\n\r\n");
        Future<?> upload = threads.submit(() -> {
            while (sent.get() < length) {
                client.send(part);
                sent.addAndGet(part.length);
            }
            return null;
        });

        long before = -1;
        while (before != sent.get()) {
            before = sent.get();
            await().pollDelay(Duration.ofMillis(100)).until(() -> true);
        }

        assertThat(sent.get()).isLessThan(length);
        assertThat(directMemory() - atFirst).isLessThan(4_000_000);
        released.countDown();
        assertThat(client.read().text()).isEqualTo("read");
        upload.get();
        assertThat(production.request().body()).hasSize(length);
    }

    @Test
    void keepsNothingOfWhatComesBehindARequestForATunnelThatIsRefused() throws Exception {
        proxy.start(proxy.backend(TestBackend.silent()));
        long atFirst = directMemory();
        RawClient client = proxy.connect()
                .send("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n");
        assertThat(client.readHead().status()).isEqualTo(400);

        try {
            // More than the kernel takes for all the sockets on the way
            client.send(new byte[40_000_000]);
        } catch (SocketException e) {
            // A machine that is busy took longer than the client is given to read its answer
        }

        assertThat(directMemory() - atFirst).isLessThan(4_000_000);
    }

    @Test
    void passesLargeChunkedAnswerOnInARace() throws Exception {
        byte[] body = body();
        TestBackend.Script chunks = call -> {
            call.request();
            call.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (int from = 0; from < LENGTH; from += 50_000) {
                call.send("c350\r\n");
                call.send(Arrays.copyOfRange(body, from, from + 50_000));
                call.send("\r\n");
            }
            call.send("0\r\n\r\n");
        };
        TestBackend a = proxy.backend(TestBackend.of(chunks));
        TestBackend b = proxy.backend(TestBackend.of(chunks));
        proxy.startYaml("""
                backends:
                  a: { url: %s, master: true }
                  b: { url: %s }
                routes:
                  - { name: race, reply: fastest }
                capture: { max-body: 1KiB }
                """.formatted(a.url(), b.url()));

        RawMessage answer = proxy.connect().get("/").read();

        assertThat(answer.body()).isEqualTo(body);
        String digest =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        for (Result result : List.of(
                proxy.awaitRecords(3).of("a").get(0), proxy.captured().of("b").get(0))) {
            assertThat(result.response().body().bytes()).hasSize(1024);
            assertThat(result.response().body().length()).isEqualTo(LENGTH);
            assertThat(result.response().body().sha256()).isEqualTo(digest);
        }
    }

    @Test
    void goesOnWithNextRequestAfterUploadThatHadToWait() throws Exception {
        byte[] body = body();
        TestBackend production = proxy.backend(TestBackend.withSmallWindow(call -> call.answer("read")));
        proxy.start(production);
        RawClient client = proxy.connect();

        for (int i = 0; i < 3; i++) {
            client.send("POST / HTTP/1.1\r\nHost: test\r\nContent-Length: " + LENGTH + "\r\n\r\n")
                    .send(body);
            assertThat(client.read().text()).isEqualTo("read");
            assertThat(production.requests().get(i).body()).isEqualTo(body);
        }
    }

    @Test
    void goesOnWithNextRequestAfterUploadThatEndedWhileItHadToWait() throws Exception {
        TestBackend production = proxy.backend(TestBackend.answering("read"));
        proxy.start(production);

        // So many parts fill the room there is for them before the connection is open
        RawClient client = proxy.connect()
                .send("POST / HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n" + "1\r\nx\r\n".repeat(600)
                        + "0\r\n\r\n");

        assertThat(client.read().text()).isEqualTo("read");
        assertThat(client.get("/").read().text()).isEqualTo("read");
        assertThat(production.requests().get(0).body()).hasSize(600);
    }

    @Test
    void shedsShadowThatDoesNotReadWhileLargeUploadGoesOn() throws Exception {
        byte[] body = body();
        TestBackend production = proxy.backend(TestBackend.answering("read"));
        TestBackend sandbox = proxy.backend(TestBackend.withSmallWindow(call -> call.await(released)));
        proxy.start(production, sandbox);

        RawClient client = proxy.connect();
        client.send("POST / HTTP/1.1\r\nHost: test\r\nContent-Length: " + LENGTH + "\r\n\r\n");
        await().until(() -> sandbox.heads() == 1);
        client.send(body);

        assertThat(client.read().text()).isEqualTo("read");
        assertThat(production.request().body()).isEqualTo(body);
        assertThat(proxy.awaitRecords(3).of("sandbox").get(0).failure())
                .isEqualTo(new Failure(FailureKind.SHED, "reads_too_slowly"));
    }

    @Test
    void shedsShadowThatIsNotConnectedWhileLargeUploadGoesOn() throws Exception {
        byte[] body = body();
        TestBackend production = proxy.backend(TestBackend.answering("read"));
        TestBackend sandbox = proxy.backend(TestBackend.of(call -> call.await(released)));
        proxy.startYaml("""
                backends:
                  production: { url: %s, master: true }
                  sandbox: { url: %s, concurrency: 1, backlog: 10 }
                """.formatted(production.url(), sandbox.url()));
        proxy.connect().get("/").read();

        RawClient client = proxy.connect();
        client.send("POST / HTTP/1.1\r\nHost: test\r\nContent-Length: " + LENGTH + "\r\n\r\n")
                .send(body);

        assertThat(client.read().text()).isEqualTo("read");
        assertThat(proxy.awaitRecords(5).of("sandbox").get(0).failure())
                .isEqualTo(new Failure(FailureKind.SHED, "body_buffer_full"));
    }

    @Test
    void resumesUploadWhenMasterThatItWaitedForIsGone() throws Exception {
        byte[] body = body();
        TestBackend production = proxy.backend(TestBackend.withSmallWindow(call -> {
            call.await(released);
            call.reset();
        }));
        TestBackend sandbox = proxy.backend(TestBackend.answering("sandbox"));
        proxy.start(production, sandbox);
        RawClient client =
                proxy.connect().send("POST / HTTP/1.1\r\nHost: test\r\nContent-Length: " + LENGTH + "\r\n\r\n");
        Future<?> upload = threads.submit(() -> client.send(body));
        await().until(() -> production.heads() == 1);

        released.countDown();

        assertThat(client.read().status()).isEqualTo(502);
        upload.get();
        assertThat(proxy.awaitRecords(3).requests().get(0).request().body().length())
                .isEqualTo(LENGTH);
        assertThat(client.get("/next").read().status()).isEqualTo(502);
    }

    @Test
    @DisplayName("RFC 9110, 7.5: an answer that comes before the request has ended is passed on at once")
    void passesEarlyAnswerOnWhileUploadStillRuns() throws Exception {
        TestBackend production = proxy.backend(TestBackend.of(call -> {
            call.send("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            call.awaitEnd();
        }));
        TestBackend sandbox = proxy.backend(TestBackend.answering("sandbox"));
        proxy.start(production, sandbox);
        RawClient client = proxy.connect().send("POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 10\r\n\r\n12345");

        assertThat(client.read().status()).isEqualTo(413);
        client.send("67890");

        var captured = proxy.awaitRecords(3);
        assertThat(captured.of("sandbox").get(0).complete()).isTrue();
        assertThat(sandbox.request().text()).isEqualTo("1234567890");
    }

    @Test
    void finishesUploadForShadowThoughClientWantedTheConnectionClosed() throws Exception {
        TestBackend production = proxy.backend(TestBackend.of(call -> {
            call.send("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n");
            call.awaitEnd();
        }));
        TestBackend sandbox = proxy.backend(TestBackend.answering("sandbox"));
        proxy.start(production, sandbox);
        RawClient client = proxy.connect()
                .send("POST / HTTP/1.1\r\nHost: test\r\nConnection: close\r\nContent-Length: 10\r\n\r\n12345");

        assertThat(client.readToEnd()).startsWith("HTTP/1.1 413 ");
        client.send("67890");

        assertThat(proxy.awaitRecords(3).of("sandbox").get(0).complete()).isTrue();
        assertThat(sandbox.request().text()).isEqualTo("1234567890");
    }

    @Test
    void letsUploadGoOnWithTheWinnerOfARaceWhoseLoserDoesNotRead() throws Exception {
        byte[] body = body();
        TestBackend winner = proxy.backend(TestBackend.of(call -> {
            call.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n");
            call.request();
            call.send("hi");
        }));
        TestBackend loser = proxy.backend(TestBackend.withSmallWindow(call -> call.await(released)));
        proxy.startYaml("""
                backends:
                  loser: { url: %s, master: true }
                  winner: { url: %s }
                routes:
                  - { name: race, reply: fastest }
                """.formatted(loser.url(), winner.url()));
        RawClient client =
                proxy.connect().send("POST / HTTP/1.1\r\nHost: test\r\nContent-Length: " + LENGTH + "\r\n\r\n");
        RawMessage head = client.readHead();

        client.send(body);

        assertThat(client.readBody(head).text()).isEqualTo("hi");
        var captured = proxy.awaitRecords(3);
        assertThat(captured.replies()).containsExactly("winner");
        assertThat(captured.of("loser").get(0).failure().kind()).isEqualTo(FailureKind.SHED);
    }

    /** Uploads more than the kernel takes for all the sockets on the way, until nothing more is taken. */
    private Future<?> uploadUntilStopped(RawClient client, int length) {
        var sent = new AtomicLong();
        var part = new byte[10_000];
        Future<?> upload = threads.submit(() -> {
            while (sent.get() < length) {
                client.send(part);
                sent.addAndGet(part.length);
            }
            return null;
        });
        long before = -1;
        while (sent.get() == 0 || before != sent.get()) {
            before = sent.get();
            await().pollDelay(Duration.ofMillis(100)).until(() -> true);
        }
        assertThat(sent.get()).isLessThan(length);
        return upload;
    }

    @Test
    void letsUploadGoOnThatTheLoserHadStoppedWhenAnotherBeginsToAnswer() throws Exception {
        int length = 40_000_000;
        var answering = new CompletableFuture<TestBackend.Call>();
        TestBackend winner = proxy.backend(TestBackend.of(call -> {
            answering.complete(call);
            call.request();
            call.send("hi");
        }));
        TestBackend loser = proxy.backend(TestBackend.withSmallWindow(call -> call.await(released)));
        proxy.startYaml("""
                backends:
                  loser: { url: %s, master: true, timeout: 1h }
                  winner: { url: %s }
                routes:
                  - { name: race, reply: fastest }
                """.formatted(loser.url(), winner.url()));
        RawClient client =
                proxy.connect().send("POST / HTTP/1.1\r\nHost: test\r\nContent-Length: " + length + "\r\n\r\n");
        Future<?> upload = uploadUntilStopped(client, length);

        answering.join().send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n");

        assertThat(client.read().text()).isEqualTo("hi");
        upload.get();
        released.countDown();
    }

    @Test
    void letsUploadGoOnThatAContenderHadStoppedWhenItAnswersUnusably() throws Exception {
        int length = 40_000_000;
        var answering = new CompletableFuture<TestBackend.Call>();
        TestBackend winner = proxy.backend(TestBackend.answering("hi"));
        TestBackend loser = proxy.backend(TestBackend.withSmallWindow(call -> {
            answering.complete(call);
            call.await(released);
        }));
        proxy.startYaml("""
                backends:
                  loser: { url: %s, master: true, timeout: 1h }
                  winner: { url: %s }
                routes:
                  - { name: race, reply: fastest }
                """.formatted(loser.url(), winner.url()));
        RawClient client =
                proxy.connect().send("POST / HTTP/1.1\r\nHost: test\r\nContent-Length: " + length + "\r\n\r\n");
        Future<?> upload = uploadUntilStopped(client, length);

        answering.join().send("HTTP/1.1 500 No\r\nContent-Length: 2\r\n\r\n");

        assertThat(client.read().text()).isEqualTo("hi");
        upload.get();
        released.countDown();
    }

    @Test
    void beginsNoFurtherRequestsOfClientThatDoesNotReadItsAnswers() throws Exception {
        String text = "x".repeat(50_000);
        TestBackend production = proxy.backend(TestBackend.answering(text));
        proxy.start(production);
        long atFirst = directMemory();
        RawClient client = proxy.connectWithSmallWindow();
        Future<?> requests = threads.submit(() -> {
            for (int i = 0; i < 1000; i++) {
                client.get("/" + i);
            }
            return null;
        });

        await().until(() -> production.heads() > 0);
        int before = -1;
        while (before != production.heads()) {
            before = production.heads();
            await().pollDelay(Duration.ofMillis(100)).until(() -> true);
        }

        assertThat(production.heads()).isLessThan(500);
        assertThat(directMemory() - atFirst).isLessThan(4_000_000);
        for (int i = 0; i < 1000; i++) {
            assertThat(client.read().body()).hasSize(text.length());
        }
        requests.get();
    }
}

package io.kagemusha.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * All kinds of traffic at once, with clients that break off and backends that reset, for a while: what was asked for in
 * order is answered in order, and memory and descriptors return to where they were. {@code -Dsoak=10m} for longer.
 */
@ExtendWith(BufferLeaks.class)
class SoakIT {

    private static final Duration TIME = Duration.parse("PT" + System.getProperty("soak", "3s"));
    private static final int CLIENTS = 8;
    private static final int POOLED = 64;
    private static final long MIB = 1 << 20;

    @RegisterExtension
    final ProxyFixture proxy = new ProxyFixture();

    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final AtomicLong rounds = new AtomicLong();
    private final List<TestBackend> backends = new ArrayList<>();

    /** What the process holds when nothing is under way. */
    private record Held(long heap, long direct, int descriptors) {

        static Held now() {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            String[] open = new File("/proc/self/fd").list();
            return new Held(
                    runtime.totalMemory() - runtime.freeMemory(),
                    ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT)
                            .metric()
                            .usedDirectMemory(),
                    open == null ? 0 : open.length);
        }

        @Override
        public String toString() {
            return "heap %d MiB, direct %d MiB, descriptors %d".formatted(heap / MIB, direct / MIB, descriptors);
        }
    }

    @Test
    void returnsToWhereItWas() throws Exception {
        TestBackend production = proxy.backend(TestBackend.of(SoakIT::serve));
        TestBackend sandbox = proxy.backend(TestBackend.of(call -> {
            if (call.number() % 5 == 0) {
                call.reset();
            }
            serve(call);
        }));
        backends.addAll(List.of(production, sandbox));
        proxy.producer(producer).startYaml("""
                client-timeout: 2s
                backends:
                  production: { url: %s, master: true, timeout: 5s }
                  sandbox: { url: %s, timeout: 1s, breaker: { failures: 0 } }
                """.formatted(production.url(), sandbox.url()));
        run(TIME.dividedBy(4));
        Held before = quiet();

        run(TIME);

        await().untilAsserted(() -> {
            Held after = quiet();
            assertThat(after.heap()).as("heap").isLessThan(before.heap() + 16 * MIB);
            assertThat(after.direct()).as("direct memory").isLessThan(before.direct() + 16 * MIB);
            assertThat(after.descriptors()).as("descriptors").isLessThan(before.descriptors() + POOLED);
        });
        System.out.printf("%d rounds; before: %s; after: %s%n", rounds.get(), before, quiet());
    }

    private Held quiet() {
        proxy.awaitQuiet();
        await().until(() -> proxy.gauge("kagemusha.client.connections") == 0);
        forget();
        return Held.now();
    }

    /** What the test itself would keep. */
    private void forget() {
        producer.clear();
        backends.forEach(backend -> backend.requests().clear());
    }

    private void run(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        List<CompletableFuture<Void>> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            var random = new Random(i);
            clients.add(CompletableFuture.runAsync(
                    () -> {
                        while (System.nanoTime() - end < 0) {
                            round(random);
                        }
                    },
                    task -> new Thread(task).start()));
        }
        clients.forEach(CompletableFuture::join);
    }

    private void round(Random random) {
        rounds.incrementAndGet();
        if (rounds.get() % 100 == 0) {
            forget();
        }
        try (var client = RawClient.connect(proxy.address())) {
            switch (random.nextInt(9)) {
                case 0 -> inOrder(client);
                case 1 -> pipelined(client);
                case 2 -> upload(client);
                case 3 ->
                    client.send("POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 1000\r\n\r\nbroken off")
                            .reset();
                case 4 -> client.get("/large").reset();
                case 5 -> client.send("GET / HT");
                case 6 -> assertThat(client.send("garbage\r\n\r\n").readToEnd()).startsWith("HTTP/1.1 400 ");
                case 7 -> faulty(client);
                default -> tunnel(client);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void inOrder(RawClient client) throws IOException {
        for (int i = 0; i < 10; i++) {
            assertThat(client.get("/").read().text()).isEqualTo("fine");
        }
        assertThat(client.get("/large").read().body()).hasSize(300_000);
    }

    private static void pipelined(RawClient client) throws IOException {
        for (int i = 0; i < 5; i++) {
            client.get("/");
        }
        for (int i = 0; i < 5; i++) {
            assertThat(client.read().text()).isEqualTo("fine");
        }
    }

    private static void upload(RawClient client) throws IOException {
        client.send("POST / HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (int i = 0; i < 20; i++) {
            client.send("1000\r\n" + "x".repeat(0x1000) + "\r\n");
        }
        assertThat(client.send("0\r\n\r\n").read().text()).isEqualTo("fine");
    }

    private static void faulty(RawClient client) throws IOException {
        assertThat(client.send("POST /reset HTTP/1.1\r\nHost: test\r\nContent-Length: 0\r\n\r\n")
                        .read()
                        .status())
                .isEqualTo(502);
        assertThat(client.get("/broken").readToEnd())
                .startsWith("HTTP/1.1 200 ")
                .doesNotEndWith("0\r\n\r\n");
    }

    private static void tunnel(RawClient client) throws IOException {
        client.send("GET /tunnel HTTP/1.1\r\nHost: test\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n");
        assertThat(client.readHead().status()).isEqualTo(101);
        assertThat(client.send("echo").readBytes(4)).asString().isEqualTo("echo");
        client.reset();
    }

    private static void serve(TestBackend.Call call) throws Exception {
        switch (call.head().target()) {
            case "/large" -> call.send("HTTP/1.1 200 OK\r\nContent-Length: 300000\r\n\r\n" + "x".repeat(300_000));
            case "/reset" -> call.reset();
            case "/broken" -> {
                call.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n");
                call.reset();
            }
            case "/tunnel" -> {
                call.send("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n");
                call.echo();
                call.close();
            }
            default -> call.answer("fine");
        }
    }
}

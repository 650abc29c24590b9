package io.kagemusha.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kagemusha.common.exchange.FailureKind;
import io.kagemusha.proxy.Http2TestBackend.Call;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2Stream;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Windows of HTTP/2 streams to backends: each call goes at its own pace. */
@ExtendWith(BufferLeaks.class)
class Http2FlowControlIT {

    private static final int PART = 10_000;

    @RegisterExtension
    final ProxyFixture proxy = new ProxyFixture();

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void release() {
        threads.shutdownNow();
    }

    private static long directMemory() {
        return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT)
                .metric()
                .usedDirectMemory();
    }

    private static void awaitStandstill(AtomicLong count) {
        long before = -1;
        while (before != count.get()) {
            before = count.get();
            await().pollDelay(Duration.ofMillis(100)).until(() -> true);
        }
    }

    /** Sends that many bytes, each part when the one before was written. */
    private static void stream(Call call, long left, AtomicLong sent) {
        long after = left - PART;
        call.stream()
                .writeAndFlush(new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(new byte[PART]), after == 0))
                .addListener(written -> {
                    if (written.isSuccess()) {
                        sent.addAndGet(PART);
                        if (after > 0) {
                            stream(call, after, sent);
                        }
                    }
                });
    }

    @Test
    void holdsLittleForASlowClientAndStopsNobodyElse() throws Exception {
        int length = 40_000_000;
        var sent = new AtomicLong();
        Http2TestBackend production = proxy.backend(Http2TestBackend.of(call -> {
            if (call.path().equals("/long")) {
                call.head(200, false, "content-length", String.valueOf(length));
                stream(call, length, sent);
            } else {
                call.answer("x".repeat(200_000));
            }
        }));
        proxy.startYaml(
                "backends: { production: { url: \"%s\", protocol: h2, master: true } }".formatted(production.url()));
        long atFirst = directMemory();
        RawClient slow = proxy.connectWithSmallWindow().get("/long");
        RawMessage head = slow.readHead();
        awaitStandstill(sent);

        int clients = 2 * Runtime.getRuntime().availableProcessors();
        for (int i = 0; i < clients; i++) {
            assertThat(proxy.connect().get("/short").read().text()).hasSize(200_000);
        }

        assertThat(sent.get()).isLessThan(length);
        assertThat(directMemory() - atFirst).isLessThan(24_000_000);
        assertThat(slow.readBody(head).body()).hasSize(length);
    }

    @Test
    void stopsAClientWhoseBackendDoesNotRead() throws Exception {
        int length = 40_000_000;
        Http2TestBackend production = proxy.backend(Http2TestBackend.of(new Http2TestBackend.Script() {
            @Override
            public void onHead(Call call) {
                call.stopReading();
            }

            @Override
            public void onRequest(Call call) {
                call.answer(String.valueOf(call.body().length));
            }
        }));
        proxy.startYaml(
                "backends: { production: { url: \"%s\", protocol: h2, master: true } }".formatted(production.url()));
        long atFirst = directMemory();
        RawClient client = proxy.connect();
        var sent = new AtomicLong();
        Future<RawClient> upload = threads.submit(() -> {
            client.send("POST / HTTP/1.1\r\nHost: test\r\nContent-Length: " + length + "\r\n\r\n");
            while (sent.get() < length) {
                client.send(new byte[PART]);
                sent.addAndGet(PART);
            }
            return client;
        });
        await().until(() -> production.heads().size() == 1);
        awaitStandstill(sent);
        assertThat(sent.get()).isLessThan(length);
        assertThat(directMemory() - atFirst).isLessThan(24_000_000);

        production.heads().get(0).goOnReading();

        assertThat(upload.get().read().text()).isEqualTo(String.valueOf(length));
    }

    @Test
    void shedsAShadowThatDoesNotReadAndSendsTheUploadOn() throws Exception {
        int length = 20_000_000;
        var received = new AtomicInteger();
        TestBackend production = proxy.backend(TestBackend.of(call -> {
            received.set(call.request().body().length);
            call.answer("done");
        }));
        Http2TestBackend sandbox = proxy.backend(Http2TestBackend.of(new Http2TestBackend.Script() {
            @Override
            public void onHead(Call call) {
                call.stopReading();
            }

            @Override
            public void onRequest(Call call) {}
        }));
        proxy.startYaml("""
                backends:
                  production: { url: "%s", master: true }
                  sandbox: { url: "%s", protocol: h2 }
                """.formatted(production.url(), sandbox.url()));
        RawClient client = proxy.connect();

        client.send("POST / HTTP/1.1\r\nHost: test\r\nContent-Length: " + length + "\r\n\r\n");
        client.send(new byte[length]);

        assertThat(client.read().text()).isEqualTo("done");
        assertThat(received.get()).isEqualTo(length);
        var failure = proxy.awaitRecords(3).of("sandbox").get(0).failure();
        assertThat(failure).isNotNull();
        assertThat(failure.kind()).isEqualTo(FailureKind.SHED);
    }

    @Test
    void opensTheWindowsForFarServers() throws Exception {
        Http2TestBackend production =
                proxy.backend(Http2TestBackend.of(call -> call.answer(window(call, true) + " " + window(call, false))));
        proxy.startYaml(
                "backends: { production: { url: \"%s\", protocol: h2, master: true } }".formatted(production.url()));

        String windows = proxy.connect().get("/").read().text();

        assertThat(windows).isEqualTo(Integer.MAX_VALUE + " " + 256 * 1024);
    }

    private static int window(Call call, boolean ofConnection) {
        Http2Connection connection =
                call.stream().parent().pipeline().get(Http2FrameCodec.class).connection();
        Http2Stream stream = ofConnection ? connection.connectionStream() : connection.stream(call.id());
        return connection.remote().flowController().windowSize(stream);
    }
}

package io.kagemusha.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kagemusha.common.exchange.RequestRecord;
import io.kagemusha.common.exchange.ResponseRecord;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

@ExtendWith(BufferLeaks.class)
class CaptureIT {

    /** Of a million times the letter a, from FIPS 180-4's examples. */
    private static final String DIGEST = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";

    @RegisterExtension
    final ProxyFixture proxy = new ProxyFixture();

    @Test
    void recordsExchangeAsItHappened() throws Exception {
        TestBackend production = proxy.backend(TestBackend.answering("one"));
        TestBackend sandbox = proxy.backend(TestBackend.answering("two"));
        proxy.start(production, sandbox);

        proxy.connect()
                .send(
                        "POST /a?b HTTP/1.1\r\nHost: test\r\nX-A: 1\r\nX-A: 2\r\nConnection: close\r\nContent-Length: 4\r\n\r\nbody")
                .readToEnd();

        var captured = proxy.awaitRecords(3);
        RequestRecord request = captured.requests().get(0);
        assertThat(request.request().method()).isEqualTo("POST");
        assertThat(request.request().target()).isEqualTo("/a?b");
        assertThat(request.request().version()).isEqualTo("HTTP/1.1");
        assertThat(request.request().headers().all("x-a")).containsExactly("1", "2");
        assertThat(request.request().headers().get("connection")).isEqualTo("close");
        assertThat(request.request().body().bytes()).asString().isEqualTo("body");
        assertThat(request.client()).isEqualTo("127.0.0.1");
        assertThat(request.selection().backends()).containsExactly("production", "sandbox");
        assertThat(request.selection().preferred()).isEqualTo("production");
        assertThat(request.selection().route()).isEqualTo("default");
        String requestId = request.selection().requestId();
        assertThat(UUID.fromString(requestId).version()).isEqualTo(7);
        assertThat(production.request().field("x-request-id")).isEqualTo(requestId);
        assertThat(sandbox.request().field("x-request-id")).isEqualTo(requestId);
        for (ResponseRecord response : captured.responses()) {
            assertThat(response.selection()).isEqualTo(request.selection());
            assertThat(response.reply()).isEqualTo(response.backend().equals("production"));
            assertThat(response.result().timings().elapsedMicros()).isPositive();
        }
    }

    @Test
    void keepsRequestIdOfClientInTheRequestOnly() throws Exception {
        TestBackend production = proxy.backend(TestBackend.answering("one"));
        proxy.start(production, production);

        proxy.connect()
                .send("GET / HTTP/1.1\r\nHost: test\r\nX-Request-Id: mine\r\n\r\n")
                .read();

        String requestId = proxy.awaitRecords(3).requests().get(0).selection().requestId();
        assertThat(UUID.fromString(requestId).version()).isEqualTo(7);
        assertThat(production.requests()).allMatch(request -> "mine".equals(request.field("x-request-id")));
    }

    @Test
    void cutsLongBodiesAndKeepsLengthAndDigest() throws Exception {
        String body = "a".repeat(1_000_000);
        TestBackend production = proxy.backend(TestBackend.answering(body));
        TestBackend sandbox = proxy.backend(TestBackend.answering("a"));
        proxy.startYaml("""
                backends:
                  production: { url: %s, master: true }
                  sandbox: { url: %s }
                capture: { max-body: 1000 }
                """.formatted(production.url(), sandbox.url()));

        assertThat(proxy.connect().post("/", body).read().text()).isEqualTo(body);

        var captured = proxy.awaitRecords(3);
        for (var cut : new io.kagemusha.common.http.Body[] {
            captured.requests().get(0).request().body(),
            captured.of("production").get(0).response().body()
        }) {
            assertThat(cut.bytes()).hasSize(1000).containsOnly('a');
            assertThat(cut.length()).isEqualTo(1_000_000);
            assertThat(cut.sha256()).isEqualTo(DIGEST);
        }
        var whole = captured.of("sandbox").get(0).response().body();
        assertThat(whole.truncated()).isFalse();
        assertThat(whole.sha256()).isNull();
    }

    @Test
    void capturesOnlyWhatTheSettingsAskFor() throws Exception {
        TestBackend production = proxy.backend(TestBackend.answering("one"));
        TestBackend sandbox = proxy.backend(TestBackend.answering("two"));
        proxy.startYaml("""
                backends:
                  production: { url: %s, master: true }
                  sandbox: { url: %s }
                capture: { when: never }
                """.formatted(production.url(), sandbox.url()));

        proxy.connect().get("/").read();

        proxy.awaitQuiet();
        assertThat(sandbox.requests()).hasSize(1);
        assertThat(proxy.captured().records()).isEmpty();
        assertThat(proxy.node().counters().exchanges()).isEqualTo(1);
    }

    @Test
    void dropsWhatTheBufferHasNoRoomForAndServesTheClient() throws Exception {
        int kept = 256 * 1024;
        String body = "a".repeat(kept);
        var released = new CountDownLatch(1);
        TestBackend all = proxy.backend(TestBackend.of(call -> {
            call.request();
            call.send("HTTP/1.1 200 OK\r\nContent-Length: " + (kept + 1) + "\r\n\r\n" + body);
            call.await(released);
            call.send("b");
        }));
        proxy.startYaml("""
                backends: { production: { url: %1$s, master: true }, a: { url: %1$s }, b: { url: %1$s }, c: { url: %1$s } }
                capture: { max-body: 256KiB, buffer: 1MiB }
                """.formatted(all.url()));
        RawClient client = proxy.connect().get("/");

        await().until(() -> proxy.gauge("kagemusha.capture.buffered.bytes") == 4 * kept);
        released.countDown();

        assertThat(client.read().text()).isEqualTo(body + "b");
        proxy.awaitQuiet();
        assertThat(proxy.node().counters().recordsDropped()).isPositive();
    }
}

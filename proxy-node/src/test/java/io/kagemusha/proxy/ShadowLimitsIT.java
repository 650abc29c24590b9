package io.kagemusha.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kagemusha.common.exchange.Failure;
import io.kagemusha.common.exchange.FailureKind;
import io.kagemusha.common.exchange.Result;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

@ExtendWith(BufferLeaks.class)
class ShadowLimitsIT {

    @RegisterExtension
    final ProxyFixture proxy = new ProxyFixture();

    private final CountDownLatch released = new CountDownLatch(1);

    @AfterEach
    void release() {
        released.countDown();
    }

    @Test
    void shedsExactlyWhatHungShadowHasNoPlaceFor() throws Exception {
        TestBackend production = proxy.backend(TestBackend.answering("production"));
        TestBackend sandbox = proxy.backend(TestBackend.of(call -> {
            call.request();
            call.await(released);
            call.answer("sandbox");
        }));
        proxy.startYaml("""
                backends:
                  production: { url: %s, master: true }
                  sandbox: { url: %s, concurrency: 2, backlog: 4 }
                """.formatted(production.url(), sandbox.url()));

        for (int i = 0; i < 100; i++) {
            RawClient client = proxy.connect();
            assertThat(client.get("/" + i).read().text()).isEqualTo("production");
            client.close();
        }
        var shed = proxy.awaitRecords(294).of("sandbox");
        await().until(() -> sandbox.heads() == 2);
        released.countDown();

        assertThat(shed).hasSize(94);
        assertThat(shed).extracting(Result::failure).containsOnly(new Failure(FailureKind.SHED, "backlog_full"));
        var all = proxy.awaitRecords(300).of("sandbox");
        assertThat(all.stream().filter(Result::complete)).hasSize(6);
        assertThat(proxy.counter("kagemusha.backend.failures", "backend", "sandbox", "failure", "shed"))
                .isEqualTo(94);
    }

    @Test
    void freesPlaceOfShadowThatTimesOut() throws Exception {
        TestBackend production = proxy.backend(TestBackend.answering("production"));
        TestBackend sandbox = proxy.backend(TestBackend.silent());
        proxy.startYaml("""
                backends:
                  production: { url: %s, master: true }
                  sandbox: { url: %s, concurrency: 1, backlog: 4, timeout: 30ms }
                """.formatted(production.url(), sandbox.url()));
        RawClient client = proxy.connect();

        for (int i = 0; i < 5; i++) {
            client.get("/" + i).read();
        }

        assertThat(proxy.awaitRecords(15).of("sandbox"))
                .extracting(result -> Objects.requireNonNull(result.failure()).kind())
                .containsOnly(FailureKind.RESPONSE_TIMEOUT);
        await().untilAsserted(() -> assertThat(sandbox.heads()).isEqualTo(5));
    }

    @Test
    void answersAllWhileShadowsResetFloodAndRefuse() throws Exception {
        TestBackend production = proxy.backend(TestBackend.answering("production"));
        TestBackend resetting = proxy.backend(TestBackend.of(TestBackend.Call::reset));
        TestBackend flooding = proxy.backend(TestBackend.of(call -> {
            call.request();
            call.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
            call.send(new byte[1_000_000]);
        }));
        proxy.startYaml("""
                backends:
                  production: { url: %s, master: true }
                  resetting: { url: %s }
                  flooding: { url: %s }
                  refusing: { url: %s }
                capture: { buffer: 1MiB }
                """.formatted(production.url(), resetting.url(), flooding.url(), TestBackend.refusingUrl()));
        RawClient client = proxy.connect();

        for (int i = 0; i < 20; i++) {
            assertThat(client.get("/" + i).read().text()).isEqualTo("production");
        }
    }

    @Test
    void samplesShadowsButNeverMaster() throws Exception {
        TestBackend production = proxy.backend(TestBackend.answering("production"));
        TestBackend sandbox = proxy.backend(TestBackend.answering("sandbox"));
        proxy.startYaml("""
                backends:
                  production: { url: %s, master: true, sample: 0%% }
                  sandbox: { url: %s, sample: 0%% }
                """.formatted(production.url(), sandbox.url()));

        assertThat(proxy.connect().get("/").read().text()).isEqualTo("production");

        proxy.awaitQuiet();
        assertThat(sandbox.connections()).isZero();
        assertThat(proxy.captured().records()).isEmpty();
    }

    @Test
    void sendsAShadowItsShareAndAnswersAll() throws Exception {
        TestBackend production = proxy.backend(TestBackend.answering("production"));
        TestBackend sandbox = proxy.backend(TestBackend.answering("sandbox"));
        proxy.startYaml("""
                backends:
                  production: { url: %s, master: true }
                  sandbox: { url: %s, sample: 50%%, backlog: 2000 }
                """.formatted(production.url(), sandbox.url()));
        RawClient client = proxy.connect();

        for (int i = 0; i < 2000; i++) {
            assertThat(client.get("/" + i).read().text()).isEqualTo("production");
        }
        proxy.awaitQuiet();

        // Five standard deviations
        assertThat(sandbox.requests()).hasSizeBetween(888, 1112);
        assertThat(production.requests()).hasSize(2000);
    }

    @Test
    void sendsAShadowAllOrNothingOfOneClient() throws Exception {
        TestBackend production = proxy.backend(TestBackend.answering("production"));
        TestBackend narrow = proxy.backend(TestBackend.answering("narrow"));
        TestBackend wide = proxy.backend(TestBackend.answering("wide"));
        proxy.startYaml("""
                backends:
                  production: { url: %s, master: true }
                  narrow: { url: %s, sample: 20%%, sample-by: "cookie:sid" }
                  wide: { url: %s, sample: 60%%, sample-by: "cookie:sid" }
                """.formatted(production.url(), narrow.url(), wide.url()));
        RawClient client = proxy.connect();

        for (int i = 0; i < 300; i++) {
            client.send("GET / HTTP/1.1\r\nHost: test\r\nCookie: sid=" + i % 50 + "\r\n\r\n")
                    .read();
        }
        proxy.awaitQuiet();

        Map<String, Long> fromNarrow = requestsByCookie(narrow);
        Map<String, Long> fromWide = requestsByCookie(wide);
        assertThat(fromNarrow).isNotEmpty();
        assertThat(fromWide).hasSizeGreaterThan(fromNarrow.size()).hasSizeLessThan(50);
        assertThat(fromWide.keySet()).containsAll(fromNarrow.keySet());
        assertThat(fromNarrow.values()).containsOnly(6L);
        assertThat(fromWide.values()).containsOnly(6L);
    }

    private static Map<String, Long> requestsByCookie(TestBackend backend) {
        return backend.requests().stream()
                .collect(Collectors.groupingBy(request -> request.field("cookie"), Collectors.counting()));
    }
}

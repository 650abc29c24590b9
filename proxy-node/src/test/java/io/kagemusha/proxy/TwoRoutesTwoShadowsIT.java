package io.kagemusha.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The demonstration of a mirroring web server: two routes, two shadows, two rates, one of them down, one hung. */
@ExtendWith(BufferLeaks.class)
class TwoRoutesTwoShadowsIT {

    private static final int REQUESTS = 400;

    @RegisterExtension
    final ProxyFixture proxy = new ProxyFixture();

    private final CountDownLatch released = new CountDownLatch(1);
    private final Set<String> users = new HashSet<>();

    @AfterEach
    void release() {
        released.countDown();
    }

    private double shed(String shadow, String reason) {
        return proxy.counter("kagemusha.shadow.shed", "backend", shadow, "reason", reason);
    }

    private void start(String first, String second) throws Exception {
        TestBackend production = proxy.backend(TestBackend.answering("production"));
        proxy.startYaml("""
                backends:
                  production: { url: %s, master: true }
                  first: { url: %s, sample: 50%%, sample-by: "header:x-user", concurrency: 2, backlog: 1000 }
                  second: { url: %s, concurrency: 2, backlog: 4, breaker: { failures: 0 } }
                routes:
                  - { name: api, match: { path: /api/** }, backends: [production, first] }
                  - { name: search, match: { path: /search/** }, backends: [production, second] }
                """.formatted(production.url(), first, second));
    }

    private void send(String path, int requests) throws Exception {
        RawClient client = proxy.connect();
        for (int i = 0; i < requests; i++) {
            String answer = client.send("GET " + path + i + " HTTP/1.1\r\nHost: test\r\nX-User: " + i % 40 + "\r\n\r\n")
                    .read()
                    .text();
            assertThat(answer).isEqualTo("production");
        }
    }

    @Test
    void mirrorsEachRouteToItsShadowAtItsRate() throws Exception {
        TestBackend first = proxy.backend(TestBackend.answering("first"));
        TestBackend second = proxy.backend(TestBackend.of(call -> {
            call.request();
            call.await(released);
            call.answer("second");
        }));
        start(first.url(), second.url());

        send("/api/", REQUESTS);
        send("/search/", REQUESTS);

        await().until(() -> second.heads() == 2);
        assertThat(shed("second", "backlog_full")).isEqualTo(REQUESTS - 6);
        released.countDown();
        proxy.awaitQuiet();
        assertThat(first.requests())
                .isNotEmpty()
                .allMatch(request -> request.target().startsWith("/api/"));
        first.requests().forEach(request -> users.add(request.field("x-user")));
        assertThat(users).hasSizeBetween(8, 32);
        assertThat(first.requests()).hasSize(users.size() * REQUESTS / 40);
        assertThat(second.requests())
                .hasSize(6)
                .allMatch(request -> request.target().startsWith("/search/"));
    }

    @Test
    void leavesTheOneThatIsDownAloneWhileTheOtherGoesOn() throws Exception {
        TestBackend second = proxy.backend(TestBackend.answering("second"));
        start(TestBackend.refusingUrl(), second.url());

        send("/api/", REQUESTS);
        for (int i = 0; i < 10; i++) {
            send("/search/", 1);
            proxy.awaitQuiet();
        }

        assertThat(proxy.gauge("kagemusha.shadow.breaker.open", "backend", "first"))
                .isEqualTo(1);
        assertThat(shed("first", "breaker_open")).isPositive();
        assertThat(second.requests()).hasSize(10);
        assertThat(proxy.gauge("kagemusha.shadow.breaker.open", "backend", "second"))
                .isZero();
    }
}

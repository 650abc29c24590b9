package io.kagemusha.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

@ExtendWith(BufferLeaks.class)
class NoAnswerLineIT {

    @RegisterExtension
    final ProxyFixture proxy = new ProxyFixture();

    @RegisterExtension
    final LogLines log = new LogLines();

    @Test
    void saysOnceWhatBecameOfEachBackendThatMightHaveAnswered() throws Exception {
        TestBackend failing = proxy.backend(TestBackend.of(call -> {
            call.request();
            call.send("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n");
        }));
        proxy.startYaml("""
                backends:
                  production: { url: %s, master: true }
                  other: { url: %s }
                routes: [ { name: race, backends: [production, other], reply: fastest } ]
                """.formatted(TestBackend.refusingUrl(), failing.url()));
        RawClient client = proxy.connect();

        for (int i = 0; i < 10; i++) {
            assertThat(client.get("/").read().status()).isEqualTo(502);
        }

        assertThat(log.of("NoAnswers"))
                .hasSizeLessThan(10)
                .first()
                .asString()
                .startsWith("no backend gave an answer to use, the client is answered 502: ")
                .contains("production failed: connect_refused (", "other answered 500 within ");
        assertThat(proxy.counter("kagemusha.exchanges.without.backend.answer")).isEqualTo(10);
    }

    @Test
    void saysNothingWhereABackendAnsweredWithAnErrorThatCounts() throws Exception {
        TestBackend failing = proxy.backend(TestBackend.of(call -> {
            call.request();
            call.send("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n");
        }));
        proxy.start(failing);

        assertThat(proxy.connect().get("/").read().status()).isEqualTo(500);

        assertThat(log.of("NoAnswers")).isEmpty();
    }
}

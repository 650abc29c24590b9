package io.kagemusha.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;

@ExtendWith(BufferLeaks.class)
class BackendLinesIT {

    @RegisterExtension
    final ProxyFixture proxy = new ProxyFixture();

    @RegisterExtension
    final LogLines log = new LogLines();

    private final Logger logger = (Logger) LoggerFactory.getLogger("io.kagemusha.proxy.exchange");

    @AfterEach
    void resetLevel() {
        logger.setLevel(null);
    }

    private void start() throws Exception {
        TestBackend production = proxy.backend(TestBackend.answering("production"));
        proxy.startYaml("""
                backends:
                  production: { url: %s, master: true }
                  sandbox: { url: %s }
                """.formatted(production.url(), TestBackend.refusingUrl()));
    }

    @Test
    void tellWhatEachBackendDidWithTheRequestIdAtLevelDebug() throws Exception {
        logger.setLevel(Level.DEBUG);
        start();

        proxy.connect().get("/").read();
        proxy.awaitQuiet();

        String id = proxy.awaitRecords(3).requests().get(0).selection().requestId();
        await().until(() -> log.of("ExchangeContext").size() == 2);
        assertThat(log.of("ExchangeContext"))
                .anySatisfy(line -> assertThat(line).matches("backend production answered 200 within [0-9.]+ ms"))
                .anySatisfy(line -> assertThat(line)
                        .matches("backend sandbox failed: connect_refused .* as a shadow within [0-9.]+ ms"));
        assertThat(log.keysOf("ExchangeContext")).containsOnly("requestId=" + id + " route=default");
    }

    @Test
    void areOffByDefault() throws Exception {
        start();

        proxy.connect().get("/").read();
        proxy.awaitQuiet();

        assertThat(log.of("ExchangeContext")).isEmpty();
    }
}

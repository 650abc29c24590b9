package io.kagemusha.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Clients that keep a node waiting for their heads, as many as there are. */
@ExtendWith(BufferLeaks.class)
class SlowHeadersIT {

    private static final int MANY = 2000;

    @RegisterExtension
    final ProxyFixture proxy = new ProxyFixture();

    @Test
    void keepNobodyElseFromBeingServed() throws Exception {
        TestBackend production = proxy.backend(TestBackend.answering("production"));
        proxy.startYaml("""
                limits: { header-timeout: 1h }
                backends:
                  production: { url: %s, master: true }
                """.formatted(production.url()));
        var slow = new ArrayList<RawClient>();
        for (int i = 0; i < MANY; i++) {
            slow.add(proxy.connect().send("GET / HTTP/1.1\r\nHost: t"));
        }
        await().until(() -> proxy.gauge("kagemusha.client.connections") == MANY);

        RawClient other = proxy.connect();
        for (int i = 0; i < 100; i++) {
            for (RawClient one : slow.subList(i * MANY / 100, (i + 1) * MANY / 100)) {
                one.send("e");
            }
            assertThat(other.get("/" + i).read().text()).isEqualTo("production");
        }

        assertThat(slow.get(MANY - 1).send("st\r\n\r\n").read().text()).isEqualTo("production");
        assertThat(production.requests()).hasSize(101);
    }
}

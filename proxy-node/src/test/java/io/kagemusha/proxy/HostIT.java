package io.kagemusha.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a backend is told that it is called. */
@ExtendWith(BufferLeaks.class)
class HostIT {

    @RegisterExtension
    final ProxyFixture proxy = new ProxyFixture();

    @Test
    void isTheClientsOrTheInstancesOwn() throws Exception {
        // Given
        TestBackend production = proxy.backend(TestBackend.answering("production"));
        TestBackend sandbox = proxy.backend(TestBackend.answering("sandbox"));
        proxy.startYaml("""
                backends:
                  production: { url: %s, master: true }
                  sandbox: { url: %s, host: rewrite }
                """.formatted(production.url(), sandbox.url()));

        // When
        proxy.connect().send("GET / HTTP/1.1\r\nHost: shop.example\r\n\r\n").read();

        // Then
        proxy.awaitRecords(3);
        assertThat(production.request().field("host")).isEqualTo("shop.example");
        assertThat("http://" + sandbox.request().field("host")).isEqualTo(sandbox.url());
        assertThat(sandbox.request().field("x-forwarded-host")).isEqualTo("shop.example");
    }
}

package io.kagemusha.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

@ExtendWith(BufferLeaks.class)
class ShadowAlertIT {

    @RegisterExtension
    final ProxyFixture proxy = new ProxyFixture();

    @RegisterExtension
    final LogLines log = new LogLines();

    private void start(TestBackend sandbox) throws Exception {
        TestBackend production = proxy.backend(TestBackend.answering("production"));
        proxy.startYaml("""
                backends:
                  production: { url: %s, master: true }
                  sandbox: { url: %s, concurrency: 1, backlog: 0, alert-interval: 1h }
                """.formatted(production.url(), sandbox.url()));
    }

    @Test
    void saysInOneLineHowMuchAShadowLost() throws Exception {
        TestBackend sandbox = proxy.backend(TestBackend.silent());
        start(sandbox);
        RawClient client = proxy.connect();
        client.get("/").read();
        await().until(() -> sandbox.heads() == 1);

        for (int i = 0; i < 30; i++) {
            client.get("/").read();
        }
        sandbox.close();
        proxy.awaitQuiet();
        assertThat(log.of("ShadowLosses")).isEmpty();
        proxy.node().close();

        assertThat(log.keysOf("ShadowLosses"))
                .containsExactly("shadow=sandbox shed={backlog_full=30} failed={reset=1}");
    }

    @Test
    void saysNothingOfAShadowThatLostNothing() throws Exception {
        start(proxy.backend(TestBackend.answering("sandbox")));
        RawClient client = proxy.connect();

        for (int i = 0; i < 5; i++) {
            client.get("/").read();
            proxy.awaitQuiet();
        }
        proxy.node().close();

        assertThat(log.of("ShadowLosses")).isEmpty();
    }
}

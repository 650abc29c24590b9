package io.kagemusha.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CountDownLatch;
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
    void saysHowOftenTheLoserOfARaceWasShed() throws Exception {
        var released = new CountDownLatch(1);
        TestBackend winner = proxy.backend(TestBackend.of(call -> {
            call.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n");
            call.request();
            call.send("hi");
        }));
        TestBackend loser = proxy.backend(TestBackend.withSmallWindow(call -> call.await(released)));
        proxy.startYaml("""
                backends:
                  loser: { url: %s, master: true, alert-interval: 1h }
                  winner: { url: %s }
                routes: [ { name: race, reply: fastest } ]
                """.formatted(loser.url(), winner.url()));
        int length = 10_000_000;
        RawClient client =
                proxy.connect().send("POST / HTTP/1.1\r\nHost: test\r\nContent-Length: " + length + "\r\n\r\n");
        client.readHead();

        client.send(new byte[length]);
        proxy.awaitRecords(3);
        released.countDown();
        proxy.node().close();

        assertThat(log.keysOf("ShadowLosses")).containsExactly("shadow=loser shed={reads_too_slowly=1} failed={}");
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

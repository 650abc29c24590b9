package io.kagemusha.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kagemusha.common.exchange.FailureKind;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a client may ask of a node, and what it is told when it asks for more. */
@ExtendWith(BufferLeaks.class)
class ClientLimitsIT {

    private static final String BACKENDS = """
            backends:
              production: { url: %s, master: true }
              sandbox: { url: %s }
            """;

    @RegisterExtension
    final ProxyFixture proxy = new ProxyFixture();

    private TestBackend production;
    private TestBackend sandbox;

    private void start(String settings) throws Exception {
        production = proxy.backend(TestBackend.answering("production"));
        sandbox = proxy.backend(TestBackend.answering("sandbox"));
        proxy.startYaml(settings + "\n" + BACKENDS.formatted(production.url(), sandbox.url()));
    }

    @Test
    void refusesHeadsThatAreLongerThanItWasTold() throws Exception {
        start("limits: { max-request-line: 256, max-header-section: 300 }");
        String line = "GET /%s HTTP/1.1\r\n";
        String field = "Host: test\r\nX-A: %s\r\n\r\n";

        assertThat(statusOf((line + field).formatted("a".repeat(242), "a"))).isEqualTo(200);
        assertThat(statusOf((line + field).formatted("a".repeat(243), "a"))).isEqualTo(414);
        assertThat(statusOf((line + field).formatted("a", "a".repeat(200)))).isEqualTo(200);
        assertThat(statusOf((line + field).formatted("a", "a".repeat(300)))).isEqualTo(431);
    }

    private int statusOf(String request) throws Exception {
        return proxy.connect().send(request).read().status();
    }

    @Test
    @DisplayName("RFC 9110, 15.5.14: a body that is too long is answered 413")
    void refusesAnnouncedBodyAtOnceAndUnannouncedOneWhenItHasCome() throws Exception {
        start("limits: { max-request-body: 8 }\ncapture: { when: always }");

        String announced = proxy.connect()
                .send("POST / HTTP/1.1\r\nHost: test\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n")
                .readToEnd();
        assertThat(announced).startsWith("HTTP/1.1 413 ").doesNotContain("100 Continue");
        assertThat(production.connections()).isZero();

        String chunked = proxy.connect()
                .send("POST / HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n8\r\n12345678\r\n1\r\n9\r\n")
                .readToEnd();
        assertThat(chunked).startsWith("HTTP/1.1 413 ").containsOnlyOnce("HTTP/1.1");
        assertThat(proxy.awaitRecords(3).of("sandbox").get(0).failure().kind())
                .isEqualTo(FailureKind.ABORTED_BY_CLIENT);
        assertThat(production.requests()).isEmpty();

        assertThat(proxy.connect().post("/", "12345678").read().status()).isEqualTo(200);
    }

    @Test
    void refusesChunksThatAreMostlyExtensions() throws Exception {
        start("limits: { max-header-section: 4KiB }");
        String head = "POST / HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n";
        String extended = "1;name=" + "x".repeat(100) + "\r\na\r\n";

        assertThat(statusOf(head + extended.repeat(30) + "0\r\n\r\n")).isEqualTo(200);
        assertThat(statusOf(head + "1\r\na\r\n".repeat(2000) + "0\r\n\r\n")).isEqualTo(200);
        assertThat(statusOf(head + extended.repeat(100) + "0\r\n\r\n")).isEqualTo(400);
    }

    @Test
    @DisplayName("RFC 9110, 15.5.9: a head that trickles in is answered 408")
    void cutsOffHeadThatTricklesIn() throws Exception {
        start("client-timeout: 1h\nlimits: { header-timeout: 200ms, max-header-section: 1MiB }");
        RawClient other = proxy.connect();
        RawClient slow = proxy.connect().send("GET / HTTP/1.1\r\n");
        var ended = new AtomicBoolean();
        var trickle = new Thread(() -> {
            try {
                while (!ended.get()) {
                    // An answered request of another client between one byte and the next keeps it from being a flood
                    slow.send("X");
                    assertThat(other.get("/").read().text()).isEqualTo("production");
                }
            } catch (Exception e) {
                // It was cut off, which is what is waited for
            }
        });

        trickle.start();
        String answer = slow.readToEnd();
        ended.set(true);
        trickle.join();

        assertThat(answer).startsWith("HTTP/1.1 408 ");
        assertThat(proxy.counter("kagemusha.requests.refused")).isEqualTo(1);
        assertThat(proxy.connect().get("/").read().text()).isEqualTo("production");
    }

    @Test
    void tellsClientWhoseHeadDoesNotCome() throws Exception {
        start("client-timeout: 1h\nlimits: { header-timeout: 50ms }");
        RawClient client = proxy.connect().get("/").send("GET / HTTP/1.1\r\nHos");

        assertThat(client.read().text()).isEqualTo("production");

        assertThat(client.readToEnd()).startsWith("HTTP/1.1 408 ").contains("connection: close");
        assertThat(proxy.counter("kagemusha.requests.refused")).isEqualTo(1);
    }

    @Test
    void waitsForBodyAsLongAsItWasTold() throws Exception {
        start("client-timeout: 1h\nlimits: { body-timeout: 50ms }");

        String answer = proxy.connect()
                .send("POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 10\r\n\r\npart")
                .readToEnd();

        assertThat(answer).startsWith("HTTP/1.1 408 ");
    }

    @Test
    void closesConnectionsBeyondTheTotalAndTakesNewOnesWhenOthersHaveEnded() throws Exception {
        start("limits: { max-connections: 2 }");
        RawClient first = proxy.connect();
        RawClient second = proxy.connect();
        assertThat(first.get("/").read().status()).isEqualTo(200);
        assertThat(second.get("/").read().status()).isEqualTo(200);

        assertThat(proxy.connect().readToEnd()).isEmpty();

        assertThat(proxy.counter("kagemusha.client.connections.refused", "limit", "max-connections"))
                .isEqualTo(1);
        assertThat(second.get("/").read().status()).isEqualTo(200);
        first.close();
        await().until(() -> proxy.connect().get("/").readToEndOfHead().startsWith("HTTP/1.1 200"));
    }

    @Test
    void countsConnectionsByTheAddressThatTheProxyProtocolNames() throws Exception {
        proxy.listening("proxy-protocol: true");
        start("limits: { max-connections-per-client: 1 }");
        RawClient first = proxy.connect().send(from("203.0.113.7")).get("/");
        assertThat(first.read().status()).isEqualTo(200);

        assertThat(proxy.connect().send(from("203.0.113.8")).get("/").read().status())
                .isEqualTo(200);
        assertThat(proxy.connect().send(from("203.0.113.7")).get("/").readToEnd())
                .doesNotContain("HTTP/1.1");

        assertThat(proxy.counter("kagemusha.client.connections.refused", "limit", "max-connections-per-client"))
                .isEqualTo(1);
        assertThat(production.heads()).isEqualTo(2);
        first.close();
        await().until(() -> proxy.connect()
                .send(from("203.0.113.7"))
                .get("/")
                .readToEndOfHead()
                .startsWith("HTTP/1.1 200"));
    }

    private static String from(String client) {
        return "PROXY TCP4 " + client + " 10.0.0.1 5000 80\r\n";
    }

    @Test
    void countsConnectionsByTheirOwnAddressElsewhere() throws Exception {
        start("limits: { max-connections-per-client: 1 }");
        assertThat(proxy.connect().get("/").read().status()).isEqualTo(200);

        assertThat(proxy.connect().readToEnd()).isEmpty();
    }
}

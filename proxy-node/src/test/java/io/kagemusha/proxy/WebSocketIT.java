package io.kagemusha.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kagemusha.common.hook.MungeRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Connections that are handed over to another protocol, of which WebSocket is the one that everybody knows. */
@ExtendWith(BufferLeaks.class)
class WebSocketIT {

    private static final String HANDSHAKE =
            "GET /chat HTTP/1.1\r\nHost: test\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
    private static final String GRANTED =
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

    @RegisterExtension
    final ProxyFixture proxy = new ProxyFixture();

    @TempDir
    private Path directory;

    private TestBackend granting(TestBackend.Script then) throws Exception {
        return proxy.backend(TestBackend.of(call -> {
            call.request();
            call.send(GRANTED);
            then.run(call);
            call.close();
        }));
    }

    private RawClient connected() throws Exception {
        RawClient client = proxy.connect().send(HANDSHAKE);
        assertThat(client.readHead().status()).isEqualTo(101);
        return client;
    }

    @Test
    @DisplayName("RFC 6455, 4.2.2: the handshake reaches the answering backend alone, and its answer the client")
    void tunnelsToTheAnsweringBackendAlone() throws Exception {
        TestBackend production = granting(TestBackend.Call::echo);
        TestBackend sandbox = proxy.backend(TestBackend.answering("sandbox"));
        proxy.start(production, sandbox);

        RawClient client = proxy.connect().send(HANDSHAKE);
        RawMessage granted = client.readHead();
        client.send("\u0081\u0003abc");

        assertThat(granted.startLine()).isEqualTo("HTTP/1.1 101 Switching Protocols");
        assertThat(granted.field("upgrade")).isEqualTo("websocket");
        assertThat(granted.field("connection")).isEqualToIgnoringCase("upgrade");
        assertThat(granted.field("sec-websocket-accept")).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        assertThat(client.readBytes(5)).containsExactly(0x81, 3, 'a', 'b', 'c');
        RawMessage asked = production.request();
        assertThat(asked.field("upgrade")).isEqualTo("websocket");
        assertThat(asked.field("connection")).isEqualToIgnoringCase("upgrade");
        assertThat(asked.field("sec-websocket-key")).isEqualTo("dGhlIHNhbXBsZSBub25jZQ==");
        assertThat(proxy.counter("kagemusha.tunnels.opened")).isEqualTo(1);
        assertThat(proxy.gauge("kagemusha.tunnels.open")).isEqualTo(1);
        client.endOutput();
        assertThat(client.readToEnd()).isEmpty();
        await().until(() -> proxy.gauge("kagemusha.tunnels.open") == 0);
        proxy.awaitQuiet();
        assertThat(sandbox.connections()).isZero();
        assertThat(proxy.captured().records()).isEmpty();
    }

    @Test
    void mungesTheHandshakeWithoutABodyWhereAHookWantsOneAndMayBlock() throws Exception {
        TestBackend production = granting(TestBackend.Call::echo);
        proxy.onMunge(MungeRequest.blocking(
                "production",
                MungeRequest.withBody(
                        "production",
                        (backend, request) -> request.headers().set("X-Body", String.valueOf(request.body().length)))));
        proxy.start(production);

        RawClient client = connected();
        client.send("abc");

        assertThat(client.readBytes(3)).containsExactly('a', 'b', 'c');
        assertThat(production.request().field("upgrade")).isEqualTo("websocket");
    }

    @Test
    @DisplayName("RFC 6455, 4.1: what a client sends before it is answered waits for the answer")
    void holdsBytesUntilTheProtocolIsGranted() throws Exception {
        var released = new CountDownLatch(1);
        TestBackend production = proxy.backend(TestBackend.of(call -> {
            call.await(released);
            boolean early = call.hasMore();
            call.send(GRANTED + (early ? "early " : "held "));
            call.echo();
        }));
        proxy.start(production);
        RawClient client = proxy.connect().send(HANDSHAKE + "one ").send("two ");
        await().until(() -> production.heads() == 1);

        released.countDown();

        assertThat(client.readHead().status()).isEqualTo(101);
        assertThat(client.send("three").readBytes(18)).asString().isEqualTo("held one two three");
    }

    @Test
    @DisplayName("RFC 9110, 7.8: an answer other than 101 is like any other, and the next request follows")
    void goesOnWithHttpWhereItIsNotGranted() throws Exception {
        TestBackend production = proxy.backend(TestBackend.of(call -> {
            call.request();
            call.send("HTTP/1.1 400 Bad Request\r\nContent-Length: 2\r\n\r\nno");
        }));
        proxy.start(production);
        RawClient client = proxy.connect().send(HANDSHAKE + "GET /next HTTP/1.1\r\nHost: test\r\n\r\n");

        assertThat(client.read().text()).isEqualTo("no");
        assertThat(client.read().text()).isEqualTo("no");
        assertThat(client.send(HANDSHAKE).read().text()).isEqualTo("no");

        assertThat(production.requests()).extracting(RawMessage::target).containsExactly("/chat", "/next", "/chat");
        assertThat(production.connections()).isEqualTo(1);
        assertThat(proxy.counter("kagemusha.tunnels.opened")).isZero();
    }

    @Test
    @DisplayName("RFC 9110, 15.2.2: a 101 for a protocol that was not asked for is a bad gateway's")
    void refusesProtocolThatWasNotAskedFor() throws Exception {
        proxy.start(proxy.backend(TestBackend.of(call -> {
            call.request();
            call.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: irc\r\nConnection: Upgrade\r\n\r\n");
            call.awaitEnd();
        })));

        assertThat(proxy.connect().send(HANDSHAKE).read().status()).isEqualTo(502);
        assertThat(proxy.connect().send(HANDSHAKE).get("/").read().status()).isEqualTo(502);
    }

    @Test
    @DisplayName("RFC 9110, 15.2.2: a 101 that names no protocol is a bad gateway's")
    void refusesProtocolThatIsNotNamed() throws Exception {
        proxy.start(proxy.backend(TestBackend.of(call -> {
            call.request();
            call.send("HTTP/1.1 101 Switching Protocols\r\n\r\n");
            call.awaitEnd();
        })));

        assertThat(proxy.connect().send(HANDSHAKE).read().status()).isEqualTo(502);
    }

    @Test
    @DisplayName("RFC 9110, 7.8: an Upgrade that Connection does not name, or of an old client, is ignored")
    void ignoresUpgradeThatIsNoneOfThisConnection() throws Exception {
        TestBackend production = proxy.backend(TestBackend.answering("hi"));
        proxy.start(production);

        assertThat(proxy.connect()
                        .send("GET / HTTP/1.1\r\nHost: test\r\nUpgrade: websocket\r\n\r\n")
                        .read()
                        .status())
                .isEqualTo(200);
        assertThat(proxy.connect()
                        .send(HANDSHAKE.replace("HTTP/1.1", "HTTP/1.0"))
                        .read()
                        .status())
                .isEqualTo(200);

        assertThat(production.requests()).allSatisfy(request -> {
            assertThat(request.all("upgrade")).isEmpty();
            assertThat(request.all("connection")).isEmpty();
        });
    }

    @Test
    @DisplayName("RFC 6455, 5.1: bytes of any number go both ways as they are")
    void passesLargeStreamsBothWays() throws Exception {
        byte[] bytes = new byte[4_000_000];
        new java.util.Random(1).nextBytes(bytes);
        proxy.start(granting(TestBackend.Call::echo));
        RawClient client = connected();
        var upload = new Thread(() -> {
            try {
                client.send(bytes);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });

        upload.start();

        assertThat(client.readBytes(bytes.length)).isEqualTo(bytes);
        upload.join();
    }

    @Test
    @DisplayName("RFC 9112, 9.6: a client that has sent all still gets what comes")
    void keepsTheOtherHalfOpen() throws Exception {
        proxy.start(granting(call -> {
            call.awaitEnd();
            call.send("bye");
        }));
        RawClient client = connected();

        client.endOutput();

        assertThat(client.readToEnd()).isEqualTo("bye");
    }

    @Test
    @DisplayName("RFC 6455, 7.1.1: the backend's end is the client's, after all that came before")
    void passesTheBackendsEndOn() throws Exception {
        proxy.start(granting(call -> call.send("x".repeat(100_000))));

        assertThat(connected().readToEnd()).isEqualTo("x".repeat(100_000));
        await().until(() -> proxy.gauge("kagemusha.client.connections") == 0);
    }

    @Test
    @DisplayName("RFC 6455, 7.1.7: a client that breaks off ends the backend's connection, though that still sends")
    void endsWithTheClient() throws Exception {
        TestBackend production = granting(call -> {
            while (true) {
                call.send("tick");
            }
        });
        proxy.start(production);
        RawClient client = connected();

        client.reset();

        await().until(() -> production.ended() == 1);
    }

    @Test
    @DisplayName("RFC 6455, 7.1.7: a backend that breaks off is seen by the client")
    void showsThatTheBackendBrokeOff() throws Exception {
        var released = new CountDownLatch(1);
        proxy.start(granting(call -> {
            call.await(released);
            call.reset();
        }));
        RawClient client = connected();

        released.countDown();

        assertThat(client.readToEnd()).isIn("", "[reset]");
    }

    @Test
    @DisplayName("RFC 9110, 7.8: a handshake that comes behind another request waits for its turn")
    void tunnelsAfterAPipelinedRequest() throws Exception {
        proxy.start(proxy.backend(TestBackend.of(call -> {
            if (call.head().target().equals("/chat")) {
                call.send(GRANTED);
                call.echo();
            } else {
                call.answer("first");
            }
        })));

        RawClient client = proxy.connect().send("GET / HTTP/1.1\r\nHost: test\r\n\r\n" + HANDSHAKE + "abc");

        assertThat(client.read().text()).isEqualTo("first");
        assertThat(client.readHead().status()).isEqualTo(101);
        assertThat(client.readBytes(3)).asString().isEqualTo("abc");
    }

    @Test
    void closesTunnelThroughWhichNothingGoes() throws Exception {
        TestBackend production = granting(TestBackend.Call::awaitEnd);
        proxy.startYaml("""
                client-timeout: 1s
                limits: { header-timeout: 1s, body-timeout: 1s, tunnel-timeout: 3s }
                backends:
                  production: { url: %s, master: true, timeout: 1s }
                """.formatted(production.url()));
        long begin = System.nanoTime();

        assertThat(connected().readToEnd()).isEmpty();

        assertThat(System.nanoTime() - begin).isGreaterThan(3_000_000_000L);
        await().until(() -> production.ended() == 1);
    }

    @Test
    void answersGatewayTimeoutWhereTheHandshakeIsNotAnswered() throws Exception {
        TestBackend production = proxy.backend(TestBackend.silent());
        proxy.startYaml("""
                backends:
                  production: { url: %s, master: true, timeout: 50ms }
                """.formatted(production.url()));

        assertThat(proxy.connect().send(HANDSHAKE).read().status()).isEqualTo(504);
    }

    @Test
    void endsTunnelsAfterTheDrainTimeout() throws Exception {
        TestBackend production = granting(TestBackend.Call::awaitEnd);
        proxy.startYaml("""
                drain-timeout: 50ms
                backends:
                  production: { url: %s, master: true }
                """.formatted(production.url()));
        RawClient client = connected();

        proxy.node().close();

        assertThat(client.readToEnd()).isIn("", "[reset]");
    }

    @Test
    void recordsTheHandshakeAndNothingOfWhatFollows() throws Exception {
        TestBackend production = granting(TestBackend.Call::echo);
        Path log = directory.resolve("access.log");
        proxy.startYaml("""
                access-log: { file: %s }
                capture: { when: always }
                backends:
                  production: { url: %s, master: true }
                """.formatted(log, production.url()));
        RawClient client = connected().send("secret");
        assertThat(client.readBytes(6)).asString().isEqualTo("secret");

        client.endOutput();
        client.readToEnd();

        var captured = proxy.awaitRecords(2);
        assertThat(captured.requests().get(0).request().headers().all("upgrade"))
                .containsExactly("websocket");
        assertThat(captured.requests().get(0).request().body().length()).isZero();
        var result = captured.of("production").get(0);
        assertThat(result.response().status()).isEqualTo(101);
        assertThat(result.response().body().length()).isZero();
        assertThat(result.complete()).isTrue();
        await().untilAsserted(() -> assertThat(Files.readString(log))
                .contains("\"GET /chat\" 101 6 ")
                .contains(" production "));
    }

    @Test
    void tunnelsOverTls() throws Exception {
        proxy.listening("tls: { certificate: %s, key: %s }"
                        .formatted(TlsClient.file("server.pem"), TlsClient.file("server.key")))
                .start(granting(call -> call.send(call.read(3) + "!")));

        try (var client = TlsClient.connect(proxy.address(), "localhost")) {
            client.send(HANDSHAKE + "abc");
            assertThat(client.readToEnd()).startsWith("HTTP/1.1 101 ").endsWith("abc!");
        }
    }
}

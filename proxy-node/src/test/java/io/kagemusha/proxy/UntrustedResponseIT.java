package io.kagemusha.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.kagemusha.common.exchange.FailureKind;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Responses that two readers may read differently, and backends that say more than they were asked. */
@ExtendWith(BufferLeaks.class)
class UntrustedResponseIT {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";
    private static final String POISON = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison";

    @RegisterExtension
    final ProxyFixture proxy = new ProxyFixture();

    static Stream<String> heads() {
        return Stream.of(
                "garbage\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nabc",
                "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\nabc",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nabc",
                "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX-A: \u0000\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 O\u0001K\r\nContent-Length: 0\r\n\r\n",
                "HTTP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 20 OK\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 2000 OK\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\nbytes",
                "HTTP/1.1 200 OK\r\nX-A: " + "a".repeat(70_000) + "\r\n\r\n");
    }

    @ParameterizedTest
    @MethodSource("heads")
    void answersBadGatewayInsteadOfIt(String response) throws Exception {
        TestBackend production = proxy.backend(TestBackend.of(call -> {
            call.request();
            call.send(response);
            call.awaitEnd();
        }));
        TestBackend sandbox = proxy.backend(TestBackend.answering("sandbox"));
        proxy.start(production, sandbox);
        RawClient client = proxy.connect();

        assertThat(client.get("/1").read().status()).isEqualTo(502);
        assertThat(client.get("/2").read().status()).isEqualTo(502);

        assertThat(proxy.awaitRecords(6).of("production"))
                .allMatch(result -> result.failure().kind() == FailureKind.PROTOCOL_ERROR);
    }

    @Test
    void breaksAnswerOffAtBadChunk() throws Exception {
        TestBackend production = proxy.backend(TestBackend.of(call -> {
            call.request();
            call.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\nxyz\r\n");
            call.awaitEnd();
        }));
        TestBackend sandbox = proxy.backend(TestBackend.answering("sandbox"));
        proxy.start(production, sandbox);

        String answer = proxy.connect().get("/").readToEnd();

        assertThat(answer).endsWith("2\r\nhi\r\n");
        var result = proxy.awaitRecords(3).of("production").get(0);
        assertThat(result.failure().kind()).isEqualTo(FailureKind.PROTOCOL_ERROR);
        assertThat(result.response().body().bytes()).asString().isEqualTo("hi");
    }

    @Test
    void givesNobodyWhatComesAfterTheResponse() throws Exception {
        TestBackend production = proxy.backend(TestBackend.of(call -> {
            call.request();
            call.send(OK + POISON);
        }));
        proxy.start(production);
        RawClient client = proxy.connect();

        client.send("GET /1 HTTP/1.1\r\nHost: test\r\n\r\nGET /2 HTTP/1.1\r\nHost: test\r\n\r\n"
                + "GET /3 HTTP/1.1\r\nHost: test\r\n\r\n");

        for (int i = 0; i < 3; i++) {
            assertThat(client.read().text()).isEqualTo("hi");
        }
        assertThat(production.connections()).isEqualTo(3);
    }

    @Test
    void givesNobodyTheBodyOfAnAnswerToHead() throws Exception {
        TestBackend production = proxy.backend(TestBackend.of(call -> {
            call.request();
            call.send("HTTP/1.1 200 OK\r\nContent-Length: " + POISON.length() + "\r\n\r\n" + POISON);
        }));
        proxy.start(production);
        RawClient client = proxy.connect();

        client.send("HEAD / HTTP/1.1\r\nHost: test\r\n\r\nGET / HTTP/1.1\r\nHost: test\r\n\r\n");

        assertThat(client.readHead().field("content-length")).isEqualTo(String.valueOf(POISON.length()));
        assertThat(client.read().text()).isEqualTo(POISON);
    }

    @Test
    void keepsLengthThoughConnectionNamesIt() throws Exception {
        TestBackend production = proxy.backend(TestBackend.of(call -> {
            call.request();
            call.send("HTTP/1.1 200 OK\r\nConnection: Content-Length\r\nContent-Length: 2\r\n\r\nhi");
        }));
        proxy.start(production);
        RawClient client = proxy.connect();

        assertThat(client.get("/").read().text()).isEqualTo("hi");
        assertThat(client.get("/").read().text()).isEqualTo("hi");
    }

    @Test
    void passesInterimResponsesOnButNotToOldClients() throws Exception {
        TestBackend production = proxy.backend(TestBackend.of(call -> {
            call.request();
            call.send("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n" + OK);
        }));
        proxy.start(production);
        RawClient client = proxy.connect();

        client.get("/");
        assertThat(client.readHead().fields()).containsExactly("Link: </a>");
        assertThat(client.read().text()).isEqualTo("hi");
        client.send("GET / HTTP/1.0\r\n\r\n");
        assertThat(client.read().text()).isEqualTo("hi");
    }

    @Test
    void endsFloodOfInterimResponses() throws Exception {
        TestBackend flooding = proxy.backend(TestBackend.of(call -> {
            call.request();
            while (true) {
                call.send("HTTP/1.1 102 Processing\r\n\r\n");
            }
        }));
        TestBackend sandbox = proxy.backend(TestBackend.answering("sandbox"));
        proxy.start(flooding, sandbox);
        RawClient client = proxy.connect().get("/");

        RawMessage answer = client.readHead();
        for (int i = 0; answer.status() == 102; i++) {
            assertThat(i).isLessThan(1000);
            answer = client.readHead();
        }

        assertThat(answer.status()).isEqualTo(502);
        assertThat(proxy.awaitRecords(3).of("production").get(0).failure().kind())
                .isEqualTo(FailureKind.PROTOCOL_ERROR);
    }

    @Test
    void closesConnectionOnWhichMungedMethodMadeTheLengthAnothers() throws Exception {
        TestBackend production = proxy.backend(TestBackend.of(call -> {
            call.request();
            call.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
        }));
        proxy.onMunge((backend, request) -> request.method("HEAD")).start(production);

        String answer = proxy.connect().get("/").get("/").readToEnd();

        assertThat(answer).containsOnlyOnce("HTTP/1.1").endsWith("\r\n\r\n");
    }

    @Test
    void sendsNoBodyToHeadThatWasMungedIntoGet() throws Exception {
        proxy.onMunge((backend, request) -> request.method("GET")).start(proxy.backend(TestBackend.answering(POISON)));
        RawClient client = proxy.connect();

        client.send("HEAD / HTTP/1.1\r\nHost: test\r\n\r\n");
        assertThat(client.readHead().status()).isEqualTo(200);
        client.get("/");

        assertThat(client.read().text()).isEqualTo(POISON);
    }
}

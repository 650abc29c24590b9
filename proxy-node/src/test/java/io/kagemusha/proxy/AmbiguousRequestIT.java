package io.kagemusha.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests that two servers may read differently, which is what request smuggling lives on. */
@ExtendWith(BufferLeaks.class)
class AmbiguousRequestIT {

    private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: test\r\n\r\n";

    @RegisterExtension
    final ProxyFixture proxy = new ProxyFixture();

    static Stream<String> refused() {
        return Stream.of(
                "garbage\r\n\r\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost : test\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: test\r\n: x\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: test\r\nno colon\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: test\r\nX-A: 1\r\n folded\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: test\r\nX-A: 1\r\n\tfolded\r\n\r\n",
                "GET / HTTP/1.1\r\n Host: test\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: test\r\nX-A: 1\rX-B: 2\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: test\r\nX-A: \u0000\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: test\r\nX-A: \u0001\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: test\r\nX\u00e4: 1\r\n\r\n",
                "GET / HTTP/1.1\nHost: test\n\n",
                "GET  / HTTP/1.1\r\nHost: test\r\n\r\n",
                "GET\t/ HTTP/1.1\r\nHost: test\r\n\r\n",
                "GET\r/\rHTTP/1.1\r\nHost: test\r\n\r\n",
                " GET / HTTP/1.1\r\nHost: test\r\n\r\n",
                "GET /a b HTTP/1.1\r\nHost: test\r\n\r\n",
                "GET /a\rb HTTP/1.1\r\nHost: test\r\n\r\n",
                "GET a HTTP/1.1\r\nHost: test\r\n\r\n",
                "GET http://user@host/ HTTP/1.1\r\nHost: test\r\n\r\n",
                "GET http:///a HTTP/1.1\r\nHost: test\r\n\r\n",
                "GET /\r\n\r\n",
                "G@T / HTTP/1.1\r\nHost: test\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
                "POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
                "POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 3, 3\r\n\r\nabc",
                "POST / HTTP/1.1\r\nHost: test\r\nContent-Length: +3\r\n\r\nabc",
                "POST / HTTP/1.1\r\nHost: test\r\nContent-Length: -3\r\n\r\nabc",
                "POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 0x3\r\n\r\nabc",
                "POST / HTTP/1.1\r\nHost: test\r\nContent-Length:\r\n\r\nabc",
                "POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 99999999999999999999\r\n\r\nabc",
                "POST / HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: \u000bchunked\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: test\r\nTransfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.0\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
    }

    @ParameterizedTest
    @MethodSource("refused")
    void answersBadRequestAndCloses(String request) throws Exception {
        TestBackend production = proxy.backend(TestBackend.answering("production"));
        proxy.start(production);

        String answer = proxy.connect().send(request + SMUGGLED).readToEnd();

        assertThat(answer).startsWith("HTTP/1.1 400 ").containsOnlyOnce("HTTP/1.1");
        assertThat(answer).contains("connection: close", "application/problem+json");
        assertThat(production.connections()).isZero();
        assertThat(proxy.counter("kagemusha.requests.refused")).isEqualTo(1);
    }

    static Stream<String> badChunks() {
        return Stream.of(
                "x\r\n",
                "-1\r\n",
                "0x1\r\na\r\n",
                "1 \r\na\r\n",
                "\r\n",
                "ffffffffffffffff1\r\n",
                "80000000\r\n",
                "1\r\nab\r\n",
                "1\r\na\n0\r\n\r\n",
                "1\na\r\n",
                "1;a\nb\r\na\r\n",
                "0\r\nX-A: \u0000\r\n\r\n");
    }

    @ParameterizedTest
    @MethodSource("badChunks")
    void abortsRequestWithBadChunk(String chunk) throws Exception {
        TestBackend production = proxy.backend(TestBackend.answering("production"));
        proxy.start(production);

        String answer = proxy.connect()
                .send("POST / HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk + SMUGGLED)
                .readToEnd();

        assertThat(answer).startsWith("HTTP/1.1 400 ").containsOnlyOnce("HTTP/1.1");
        proxy.awaitQuiet();
        assertThat(production.requests()).isEmpty();
        assertThat(proxy.counter("kagemusha.exchanges.unanswered")).isEqualTo(1);
    }

    @Test
    void answersStatusThatSaysWhatIsTooLongOrUnknown() throws Exception {
        TestBackend production = proxy.backend(TestBackend.answering("production"));
        proxy.start(production);

        assertThat(statusOf("GET /" + "a".repeat(20_000) + " HTTP/1.1\r\nHost: test\r\n\r\n"))
                .isEqualTo(414);
        assertThat(statusOf("GET / HTTP/1.1\r\nHost: test\r\nX-A: " + "a".repeat(70_000) + "\r\n\r\n"))
                .isEqualTo(431);
        assertThat(statusOf("GET / HTTP/2.0\r\nHost: test\r\n\r\n")).isEqualTo(505);
        assertThat(statusOf("CONNECT test:443 HTTP/1.1\r\nHost: test\r\n\r\n")).isEqualTo(501);
        assertThat(production.connections()).isZero();
    }

    private int statusOf(String request) throws Exception {
        return proxy.connect().send(request).readHead().status();
    }

    @Test
    void leavesOthersAloneWhenOneSendsGarbage() throws Exception {
        proxy.start(proxy.backend(TestBackend.answering("production")));
        RawClient other = proxy.connect();
        other.get("/1").read();

        proxy.connect().send("garbage\r\n\r\n").readToEnd();

        assertThat(other.get("/2").read().text()).isEqualTo("production");
    }

    @Test
    void answersFirstRequestBeforeItRefusesTheNext() throws Exception {
        proxy.start(proxy.backend(TestBackend.answering("production")));
        RawClient client = proxy.connect().send("GET / HTTP/1.1\r\nHost: test\r\n\r\ngarbage\r\n\r\n" + SMUGGLED);

        assertThat(client.read().text()).isEqualTo("production");
        assertThat(client.read().status()).isEqualTo(400);
        assertThat(client.readToEnd()).isEmpty();
    }

    @Test
    void letsTheClientReadWhyThoughItStillSends() throws Exception {
        proxy.start(proxy.backend(TestBackend.answering("production")));
        RawClient client =
                proxy.connect().send("POST / HTTP/1.1\r\nHost: a\r\nHost: b\r\nContent-Length: 4000000\r\n\r\n");

        client.send(new byte[4_000_000]);

        assertThat(client.readToEnd()).startsWith("HTTP/1.1 400 ").doesNotContain("[reset]");
    }

    @Test
    void sendsNoBodyThatNoFieldAnnounces() throws Exception {
        TestBackend production = proxy.backend(TestBackend.answering("production"));
        proxy.start(production);
        RawClient client = proxy.connect()
                .send("GET / HTTP/1.1\r\nHost: test\r\nUpgrade: WebSocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Key1: 1\r\nSec-WebSocket-Key2: 2\r\n\r\nGET /xyz");

        assertThat(client.read().text()).isEqualTo("production");
        client.send(" HTTP/1.1\r\nHost: test\r\n\r\n");

        assertThat(client.read().text()).isEqualTo("production");
        assertThat(production.requests()).extracting(RawMessage::target).containsExactly("/", "/xyz");
    }

    @Test
    void keepsFieldsThatFrameTheRequestThoughConnectionNamesThem() throws Exception {
        TestBackend production = proxy.backend(TestBackend.answering("production"));
        proxy.start(production);

        proxy.connect()
                .send("POST / HTTP/1.1\r\nHost: test\r\nConnection: content-length, Host, close\r\n"
                        + "Content-Length: " + SMUGGLED.length() + "\r\n\r\n" + SMUGGLED)
                .readToEnd();

        assertThat(production.request().text()).isEqualTo(SMUGGLED);
        assertThat(production.request().field("host")).isEqualTo("test");
    }

    @Test
    void acceptsEmptyLinesBeforeTheRequest() throws Exception {
        proxy.start(proxy.backend(TestBackend.answering("production")));

        RawMessage answer = proxy.connect().send("\r\n\r\n").get("/").read();

        assertThat(answer.text()).isEqualTo("production");
    }

    @Test
    void findsFoldedLineThatComesInPieces() throws Exception {
        TestBackend production = proxy.backend(TestBackend.answering("production"));
        proxy.start(production);
        RawClient client = proxy.connect();

        for (char c : "POST / HTTP/1.1\r\nHost: test\r\nX-A: 1\r\n folded\r\nContent-Length: 0\r\n\r\n".toCharArray()) {
            client.send(String.valueOf(c));
        }

        assertThat(client.readToEnd()).startsWith("HTTP/1.1 400 ");
        assertThat(production.connections()).isZero();
    }

    @Test
    void takesWhiteSpaceAtTheStartOfBodyLinesForBody() throws Exception {
        TestBackend production = proxy.backend(TestBackend.answering("production"));
        proxy.start(production);
        RawClient client = proxy.connect();

        assertThat(client.post("/", "\r\n a\r\n\tb").read().status()).isEqualTo(200);
        assertThat(client.post("/", " c").read().status()).isEqualTo(200);

        assertThat(production.requests()).extracting(RawMessage::text).containsExactly("\r\n a\r\n\tb", " c");
    }
}

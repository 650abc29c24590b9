package io.kagemusha.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What becomes of the other requests, and of the client, when one is refused; {@link RequestSyntaxIT} says which are. */
@ExtendWith(BufferLeaks.class)
class AmbiguousRequestIT {

    private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: test\r\n\r\n";

    @RegisterExtension
    final ProxyFixture proxy = new ProxyFixture();

    @Test
    void leavesOthersAloneWhenOneSendsGarbage() throws Exception {
        proxy.start(proxy.backend(TestBackend.answering("production")));
        RawClient other = proxy.connect();
        other.get("/1").read();

        proxy.connect().send("garbage\r\n\r\n").readToEnd();

        assertThat(other.get("/2").read().text()).isEqualTo("production");
    }

    @Test
    @DisplayName("RFC 9112, 9.3.2: the answer to a request comes before the refusal of the next")
    void answersFirstRequestBeforeItRefusesTheNext() throws Exception {
        proxy.start(proxy.backend(TestBackend.answering("production")));
        RawClient client = proxy.connect().send("GET / HTTP/1.1\r\nHost: test\r\n\r\ngarbage\r\n\r\n" + SMUGGLED);

        assertThat(client.read().text()).isEqualTo("production");
        assertThat(client.read().status()).isEqualTo(400);
        assertThat(client.readToEnd()).isEmpty();
    }

    @Test
    @DisplayName("RFC 9112, 9.6: a refused client that still sends can read why")
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

package io.kagemusha.proxy;

import static io.kagemusha.proxy.FrameClient.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.kagemusha.proxy.FrameClient.Answer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests of HTTP/2 that must not reach a backend, and what they leave of the connection. */
@ExtendWith(BufferLeaks.class)
class Http2SyntaxIT {

    @RegisterExtension
    private final ProxyFixture proxy = new ProxyFixture();

    private TestBackend production;
    private FrameClient client;

    @BeforeEach
    void start() throws Exception {
        production = proxy.backend(TestBackend.answering("hello"));
        proxy.startYaml("""
                limits: { max-header-section: 4KiB, max-request-line: 1KiB, max-request-body: 10 }
                backends: { production: { url: "%s", master: true } }
                """.formatted(production.url()));
        client = FrameClient.connect(proxy.address());
    }

    @AfterEach
    void close() throws Exception {
        client.close();
    }

    private static Arguments malformed(String section, String what, String... fields) {
        return arguments(section, what, fields, FrameClient.PROTOCOL_ERROR);
    }

    private static Arguments refused(String section, String what, int status, String... fields) {
        return arguments(section, what, fields, -status);
    }

    static Stream<Arguments> heads() {
        return Stream.of(
                malformed("8.2.1", "upper case in a field name", request("GET", "/", "X-Upper", "1")),
                malformed("8.2.1", "a space in a field name", request("GET", "/", "x y", "1")),
                malformed("8.2.1", "a colon in a field name", request("GET", "/", "x:y", "1")),
                malformed("8.2.1", "no field name at all", request("GET", "/", "", "1")),
                malformed("8.2.1", "a control byte in a field name", request("GET", "/", "x\u0001", "1")),
                malformed("8.2.1", "obs-text in a field name", request("GET", "/", "x\u00e9", "1")),
                malformed("8.2.1", "CR and LF in a value", request("GET", "/", "x", "1\r\nevil: 2")),
                malformed("8.2.1", "LF in a value", request("GET", "/", "x", "1\n2")),
                malformed("8.2.1", "NUL in a value", request("GET", "/", "x", "1\u00002")),
                malformed("8.2.1", "a value that begins with a space", request("GET", "/", "x", " 1")),
                refused("8.2.1", "a value that ends with a space", 400, request("GET", "/", "x", "1 ")),
                refused("8.2.1", "a value that ends with a tab", 400, request("GET", "/", "x", "1\t")),
                malformed("8.2.2", "connection", request("GET", "/", "connection", "keep-alive")),
                malformed("8.2.2", "keep-alive", request("GET", "/", "keep-alive", "timeout=5")),
                malformed("8.2.2", "proxy-connection", request("GET", "/", "proxy-connection", "keep-alive")),
                malformed("8.2.2", "transfer-encoding", request("POST", "/", "transfer-encoding", "chunked")),
                malformed("8.2.2", "upgrade", request("GET", "/", "upgrade", "websocket")),
                malformed("8.2.2", "te that is not trailers", request("GET", "/", "te", "gzip")),
                malformed("8.3", "a pseudo-header field that nobody knows", request("GET", "/", ":unknown", "1")),
                malformed("8.3", "a pseudo-header field of responses", request("GET", "/", ":status", "200")),
                malformed("8.3", "a pseudo-header field twice", request("GET", "/", ":path", "/other")),
                malformed(
                        "8.3",
                        "a pseudo-header field behind others",
                        ":method",
                        "GET",
                        ":scheme",
                        "http",
                        ":path",
                        "/",
                        "x",
                        "1",
                        ":authority",
                        "test"),
                malformed("8.3.1", "no method", ":scheme", "http", ":authority", "test", ":path", "/"),
                malformed("8.3.1", "no scheme", ":method", "GET", ":authority", "test", ":path", "/"),
                malformed("8.3.1", "no path", ":method", "GET", ":scheme", "http", ":authority", "test"),
                malformed("8.3.1", "an empty path", request("GET", "")),
                refused("8.3.1", "a path without a slash", 400, request("GET", "a")),
                refused("8.3.1", "an absolute URI as path", 400, request("GET", "http://test/")),
                refused("8.3.1", "an asterisk for another method than OPTIONS", 400, request("GET", "*")),
                refused("8.3.1", "a space in the path", 400, request("GET", "/a b")),
                refused(
                        "8.3.1",
                        "a scheme that is no scheme of HTTP",
                        400,
                        ":method",
                        "GET",
                        ":scheme",
                        "ftp",
                        ":authority",
                        "test",
                        ":path",
                        "/"),
                refused("8.3.1", "neither authority nor host", 400, ":method", "GET", ":scheme", "http", ":path", "/"),
                refused(
                        "8.3.1",
                        "user information in the authority",
                        400,
                        ":method",
                        "GET",
                        ":scheme",
                        "http",
                        ":authority",
                        "me@test",
                        ":path",
                        "/"),
                refused("8.3.1", "another host than the authority", 400, request("GET", "/", "host", "other")),
                refused("8.3.1", "two hosts", 400, request("GET", "/", "host", "test", "host", "test")),
                refused("8.3.1", "a method that is no token", 400, request("G T", "/")),
                refused("8.5", "CONNECT", 501, ":method", "CONNECT", ":authority", "test:443"),
                refused(
                        "RFC 8441",
                        "an extended CONNECT that was not offered",
                        501,
                        request("CONNECT", "/", ":protocol", "websocket")),
                refused("RFC 8441", ":protocol without CONNECT", 400, request("GET", "/", ":protocol", "websocket")),
                malformed("8.1.1", "a length and no body", request("GET", "/", "content-length", "5")),
                malformed("8.1.1", "a length that is no number", request("GET", "/", "content-length", "+5")),
                malformed("8.1.1", "two lengths", request("GET", "/", "content-length", "5", "content-length", "6")),
                refused("6.5.2", "a header section beyond the limit", 431, request("GET", "/", "x", "1".repeat(4096))),
                refused("RFC 9110, 15.5.15", "a target beyond the limit", 414, request("GET", "/" + "1".repeat(1024))));
    }

    @ParameterizedTest(name = "RFC 9113, {0}: {1}")
    @MethodSource("heads")
    void refusesHead(String section, String what, String[] fields, long outcome) throws Exception {
        client.headers(1, true, fields).get(3, "/after");

        Answer answer = client.await(1);
        assertThat(answer.reset() < 0 || outcome == -431 ? -answer.status() : answer.reset())
                .as(section + ": " + what)
                .isEqualTo(outcome);
        assertThat(client.await(3).status()).as("the next stream").isEqualTo(200);
        assertThat(production.request().target()).isEqualTo("/after");
        assertThat(proxy.counter("kagemusha.requests.refused")).isEqualTo(1);
    }

    @Test
    @DisplayName("RFC 9113, 8.1.1: the body of a malformed request does no harm to other streams")
    void ignoresTheBodyOfWhatItRefused() throws Exception {
        client.headers(1, false, request("POST", "/", "X-Upper", "1"))
                .data(1, true, "body")
                .headers(3, false, request("POST", "no-slash"))
                .data(3, true, "body")
                .get(5, "/after");

        assertThat(client.awaitReset(1)).isEqualTo(FrameClient.PROTOCOL_ERROR);
        assertThat(client.await(3).status()).isEqualTo(400);
        assertThat(client.await(5).status()).isEqualTo(200);
        assertThat(production.request().target()).isEqualTo("/after");
    }

    @Test
    @DisplayName("RFC 9113, 8.1: who is refused while it still sends is asked to stop, without an error")
    void asksTheClientToStopSending() throws Exception {
        client.headers(1, false, request("POST", "no-slash"));

        assertThat(client.awaitReset(1)).isEqualTo(FrameClient.NO_ERROR);
        assertThat(client.answer(1).status()).isEqualTo(400);
        assertThat(client.answer(1).ended()).isTrue();
    }

    @Test
    @DisplayName("RFC 9113, 5.1: what was on its way to a stream that was reset is ignored, however many frames it is")
    void ignoresWhatComesForAResetStream() throws Exception {
        client.headers(1, false, request("POST", "no-slash")).awaitReset(1);

        for (int i = 0; i < 1000; i++) {
            client.data(1, false, "x");
        }
        client.headers(1, true, "x-trailer", "1").get(3, "/after");

        assertThat(client.await(3).status()).isEqualTo(200);
        assertThat(client.answer(1).resets()).isEqualTo(1);
    }

    @Test
    @DisplayName("RFC 9113, 8.1.1: less body than announced")
    void abortsRequestWithLessBodyThanAnnounced() throws Exception {
        client.post(1, "/short", "content-length", "5").data(1, true, "1234").get(3, "/after");

        assertThat(client.awaitReset(1)).isEqualTo(FrameClient.PROTOCOL_ERROR);
        assertThat(client.await(3).status()).isEqualTo(200);
        assertThat(production.request().target()).isEqualTo("/after");
    }

    @Test
    @DisplayName("RFC 9113, 8.1.1: more body than announced")
    void abortsRequestWithMoreBodyThanAnnounced() throws Exception {
        client.post(1, "/long", "content-length", "5").data(1, true, "123456").get(3, "/after");

        assertThat(client.awaitReset(1)).isEqualTo(FrameClient.PROTOCOL_ERROR);
        assertThat(client.await(3).status()).isEqualTo(200);
        assertThat(production.request().target()).isEqualTo("/after");
    }

    @Test
    @DisplayName("RFC 9113, 8.1: trailers without the end of the stream, and pseudo-header fields in trailers")
    void abortsRequestWithMalformedTrailers() throws Exception {
        client.post(1, "/1").headers(1, false, "x", "1");
        client.post(3, "/3").headers(3, true, ":path", "/other");
        client.get(5, "/after");

        assertThat(client.awaitReset(1)).isEqualTo(FrameClient.PROTOCOL_ERROR);
        assertThat(client.awaitReset(3)).isEqualTo(FrameClient.PROTOCOL_ERROR);
        assertThat(client.await(5).status()).isEqualTo(200);
        assertThat(production.request().target()).isEqualTo("/after");
    }

    @Test
    @DisplayName("RFC 9110, 15.5.14: a body beyond the limit, announced or not")
    void refusesBodyBeyondTheLimit() throws Exception {
        client.post(1, "/1", "content-length", "11").post(3, "/3").data(3, false, "12345678901");

        assertThat(client.await(1).status()).isEqualTo(413);
        assertThat(client.await(3).status()).isEqualTo(413);
        assertThat(client.get(5, "/after").await(5).status()).isEqualTo(200);
        assertThat(production.request().target()).isEqualTo("/after");
    }

    @Test
    @DisplayName("RFC 9113, 8.3.1: OPTIONS *, Host in place of :authority, targets byte for byte (D14)")
    void forwardsWhatIsUnusualButRight() throws Exception {
        client.headers(1, true, request("OPTIONS", "*"))
                .headers(3, true, ":method", "GET", ":scheme", "https", ":path", "/a|b?q=%zz&\u00e9", "host", "other:1")
                .headers(5, true, request("GET", "//a/../b", "te", "trailers", "x-empty", ""));

        client.await(1);
        client.await(3);
        client.await(5);

        assertThat(production.requests())
                .extracting(RawMessage::target)
                .containsExactlyInAnyOrder("*", "/a|b?q=%zz&\u00e9", "//a/../b");
        assertThat(production.requests())
                .extracting(request -> request.field("host"))
                .contains("other:1");
    }
}

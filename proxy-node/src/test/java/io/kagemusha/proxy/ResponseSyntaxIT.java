package io.kagemusha.proxy;

import static io.kagemusha.proxy.WireCase.response;
import static org.assertj.core.api.Assertions.assertThat;

import io.kagemusha.common.exchange.FailureKind;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Responses that are no HTTP, or that two clients may read differently: none of them, and nothing that follows them, reaches
 * a client.
 */
@ExtendWith(BufferLeaks.class)
class ResponseSyntaxIT {

    private static final String OK = "HTTP/1.1 200 OK\r\n";
    private static final String CHUNKED = OK + "Transfer-Encoding: chunked\r\n";
    private static final String POISON = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison";

    @RegisterExtension
    final ProxyFixture proxy = new ProxyFixture();

    static List<WireCase> heads() {
        return List.of(
                response("9112, 4", "what begins with no status line", "garbage\r\n\r\n", "502"),
                response("9112, 4", "another protocol's name", "HTCP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "502"),
                response("9112, 4", "a status of two digits", "HTTP/1.1 20 OK\r\nContent-Length: 0\r\n\r\n", "502"),
                response("9112, 4", "a status of four digits", "HTTP/1.1 2000 OK\r\nContent-Length: 0\r\n\r\n", "502"),
                response(
                        "9112, 4", "a status that is no number", "HTTP/1.1 2x0 OK\r\nContent-Length: 0\r\n\r\n", "502"),
                response(
                        "9112, 4",
                        "a control character in the reason",
                        "HTTP/1.1 200 O\u0001K\r\nContent-Length: 0\r\n\r\n",
                        "502"),
                response(
                        "9112, 4",
                        "a status line of 20 kB",
                        "HTTP/1.1 200 " + "a".repeat(20_000) + "\r\nContent-Length: 0\r\n\r\n",
                        "502"),
                response(
                        "9112, 2.3",
                        "version 2.0 in HTTP/1.1's words",
                        "HTTP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n",
                        "502"),
                response("9112, 2.2", "lines that end with LF alone", "HTTP/1.1 200 OK\nContent-Length: 0\n\n", "502"),
                response(
                        "9112, 2.2", "a bare CR in a field", OK + "X-A: 1\rX-B: 2\r\nContent-Length: 0\r\n\r\n", "502"),
                response("9110, 5.5", "NUL in a value", OK + "X-A: \u0000\r\nContent-Length: 0\r\n\r\n", "502"),
                response(
                        "9110, 5.4",
                        "a header section of 70 kB",
                        OK + "X-A: " + "a".repeat(70_000) + "\r\n\r\n",
                        "502"),
                response("9112, 6.3", "a length beside chunked", CHUNKED + "Content-Length: 2\r\n\r\n0\r\n\r\n", "502"),
                response(
                        "9112, 6.3",
                        "two lengths that differ",
                        OK + "Content-Length: 2\r\nContent-Length: 3\r\n\r\nabc",
                        "502"),
                response("9112, 6.3", "a list of lengths that differ", OK + "Content-Length: 2, 3\r\n\r\nabc", "502"),
                response("9110, 8.6", "a length that is no number", OK + "Content-Length: x\r\n\r\nabc", "502"),
                response("9110, 8.6", "a negative length", OK + "Content-Length: -1\r\n\r\nabc", "502"),
                response("9110, 8.6", "a length with a plus", OK + "Content-Length: +3\r\n\r\nabc", "502"),
                response(
                        "9112, 6.1",
                        "a coding before chunked",
                        OK + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                        "502"),
                response("9112, 6.1", "a coding without chunked", OK + "Transfer-Encoding: gzip\r\n\r\nabc", "502"),
                response("9112, 6.1", "chunked twice", CHUNKED + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "502"),
                response(
                        "9112, 6.1",
                        "chunked in HTTP/1.0",
                        "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                        "502"),
                response(
                        "9110, 15.2.2",
                        "101 that nobody asked for",
                        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n",
                        "502"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("heads")
    void answersBadGateway(WireCase wire) throws Exception {
        TestBackend production = proxy.backend(TestBackend.of(call -> {
            call.request();
            call.send(wire.response() + POISON);
            call.awaitEnd();
        }));
        TestBackend sandbox = proxy.backend(TestBackend.answering("sandbox"));
        proxy.start(production, sandbox);

        RawClient client = proxy.connect().get("/1");

        assertThat(client.read().status()).isEqualTo(502);
        assertThat(client.get("/2").read().status()).isEqualTo(502);
        assertThat(proxy.awaitRecords(6).of("production"))
                .allMatch(result -> result.failure().kind() == FailureKind.PROTOCOL_ERROR);
    }

    static List<WireCase> chunks() {
        return List.of(
                response("9112, 7.1", "a chunk size that is no number", "xyz\r\n", "[reset]"),
                response("9112, 7.1", "a negative chunk size", "-1\r\n", "[reset]"),
                response("9112, 7.1", "a chunk size beyond 64 bits", "ffffffffffffffff1\r\n", "[reset]"),
                response("9112, 7.1", "a chunk that is longer than its size", "1\r\nab\r\n", "[reset]"),
                response("9112, 7.1", "a chunk size that ends with LF alone", "1\na\r\n", "[reset]"),
                response("9112, 7.1.1", "LF in an extension", "1;a\nb\r\na\r\n", "[reset]"),
                response(
                        "9112, 7.1.1",
                        "chunks of which extensions are the most part",
                        ("1;" + "a".repeat(1000) + "\r\na\r\n").repeat(100) + "0\r\n\r\n",
                        "[reset]"),
                response("9112, 7.1.2", "NUL in a trailer", "0\r\nX-A: \u0000\r\n\r\n", "[reset]"));
    }

    /** The client never gets the last chunk, so it knows that what it has is not all. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("chunks")
    void breaksAnswerOff(WireCase wire) throws Exception {
        TestBackend production = proxy.backend(TestBackend.of(call -> {
            call.request();
            call.send(CHUNKED + "\r\n2\r\nhi\r\n" + wire.response() + POISON);
            call.awaitEnd();
        }));
        TestBackend sandbox = proxy.backend(TestBackend.answering("sandbox"));
        proxy.start(production, sandbox);

        String answer = proxy.connect().get("/").readToEnd();

        assertThat(answer).contains("\r\n\r\n2\r\nhi\r\n").doesNotContain("\r\n0\r\n", "poison");
        var result = proxy.awaitRecords(3).of("production").get(0);
        assertThat(result.failure().kind()).isEqualTo(FailureKind.PROTOCOL_ERROR);
    }
}

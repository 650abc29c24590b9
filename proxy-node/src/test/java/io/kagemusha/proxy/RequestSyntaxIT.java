package io.kagemusha.proxy;

import static io.kagemusha.proxy.WireCase.request;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Requests that are no HTTP, or that two servers may read differently, which is what request smuggling lives on: each gets
 * its status, its connection is closed, nothing of it reaches a backend, and nothing that follows it is looked at.
 */
@ExtendWith(BufferLeaks.class)
class RequestSyntaxIT {

    private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: test\r\n\r\n";
    private static final String GET = "GET / HTTP/1.1\r\nHost: test\r\n";
    private static final String POST = "POST / HTTP/1.1\r\nHost: test\r\n";
    private static final String LAST = "\r\n\r\n0\r\n\r\n";

    @RegisterExtension
    final ProxyFixture proxy = new ProxyFixture();

    static List<WireCase> heads() {
        return Stream.of(startLines(), targets(), fields(), hosts(), framing())
                .flatMap(List::stream)
                .toList();
    }

    private static List<WireCase> startLines() {
        return List.of(
                request("9112, 2.2", "what begins with no request line", "garbage\r\n\r\n", "400"),
                request(
                        "9112, 2.2",
                        "a TLS handshake in clear text",
                        "\u0016\u0003\u0001\u0002\u0000\u0001\r\n\r\n",
                        "400"),
                request("9112, 2.2", "lines that end with LF alone", "GET / HTTP/1.1\nHost: test\n\n", "400"),
                request(
                        "9112, 2.2",
                        "a request line that ends with LF alone",
                        "GET / HTTP/1.1\nHost: test\r\n\r\n",
                        "400"),
                request("9112, 2.3", "no version", "GET /\r\n\r\n", "400"),
                request("9112, 2.3", "a version in lower case", "GET / http/1.1\r\nHost: test\r\n\r\n", "400"),
                request("9112, 2.3", "a version that is no number", "GET / HTTP/1.x\r\nHost: test\r\n\r\n", "400"),
                request("9112, 2.3", "a version without a dot", "GET / HTTP/11\r\nHost: test\r\n\r\n", "400"),
                request("9112, 2.3", "another protocol's name", "GET / HTCP/1.1\r\nHost: test\r\n\r\n", "400"),
                request(
                        "9110, 15.6.6",
                        "version 2.0 in HTTP/1.1's words",
                        "GET / HTTP/2.0\r\nHost: test\r\n\r\n",
                        "505"),
                request(
                        "9110, 15.6.6",
                        "a version that there is none of",
                        "GET / HTTP/3.1\r\nHost: test\r\n\r\n",
                        "505"),
                request(
                        "9112, 3",
                        "two spaces between method and target",
                        "GET  / HTTP/1.1\r\nHost: test\r\n\r\n",
                        "400"),
                request("9112, 3", "two spaces before the version", "GET /  HTTP/1.1\r\nHost: test\r\n\r\n", "400"),
                request("9112, 3", "a tab in place of a space", "GET\t/ HTTP/1.1\r\nHost: test\r\n\r\n", "400"),
                request("9112, 3", "CR in place of spaces", "GET\r/\rHTTP/1.1\r\nHost: test\r\n\r\n", "400"),
                request("9112, 3", "a space before the method", " GET / HTTP/1.1\r\nHost: test\r\n\r\n", "400"),
                request("9112, 3", "a space after the version", "GET / HTTP/1.1 \r\nHost: test\r\n\r\n", "400"),
                request("9112, 3", "a space in the target", "GET /a b HTTP/1.1\r\nHost: test\r\n\r\n", "400"),
                request("9110, 9.1", "a method that is no token", "G@T / HTTP/1.1\r\nHost: test\r\n\r\n", "400"),
                request("9110, 9.1", "a method with NUL", "G\u0000T / HTTP/1.1\r\nHost: test\r\n\r\n", "400"),
                request(
                        "9112, 3",
                        "a request line that is longer than max-request-line",
                        "GET /" + "a".repeat(20_000) + " HTTP/1.1\r\nHost: test\r\n\r\n",
                        "414"));
    }

    private static List<WireCase> targets() {
        return List.of(
                request("9112, 3.2", "a path that begins with no slash", "GET a HTTP/1.1\r\nHost: test\r\n\r\n", "400"),
                request("9112, 3.2", "a bare CR in the target", "GET /a\rb HTTP/1.1\r\nHost: test\r\n\r\n", "400"),
                request("9112, 3.2", "NUL in the target", "GET /a\u0000b HTTP/1.1\r\nHost: test\r\n\r\n", "400"),
                request("9112, 3.2", "DEL in the target", "GET /a\u007fb HTTP/1.1\r\nHost: test\r\n\r\n", "400"),
                request(
                        "9112, 3.2.2",
                        "an absolute-form that is neither http nor https",
                        "GET ftp://test/ HTTP/1.1\r\nHost: test\r\n\r\n",
                        "400"),
                request(
                        "9110, 4.2.4",
                        "user information in the target",
                        "GET http://user@host/ HTTP/1.1\r\nHost: test\r\n\r\n",
                        "400"),
                request(
                        "9110, 4.2.1",
                        "an absolute-form without a host",
                        "GET http:///a HTTP/1.1\r\nHost: test\r\n\r\n",
                        "400"),
                request(
                        "9112, 3.2.3",
                        "an authority-form for another method than CONNECT",
                        "GET test:80 HTTP/1.1\r\nHost: test\r\n\r\n",
                        "400"),
                request(
                        "9110, 9.3.6",
                        "CONNECT, because this is no forward proxy",
                        "CONNECT test:443 HTTP/1.1\r\nHost: test\r\n\r\n",
                        "501"),
                request(
                        "9112, 3.2.4",
                        "an asterisk-form for another method than OPTIONS",
                        "GET * HTTP/1.1\r\nHost: test\r\n\r\n",
                        "400"),
                request(
                        "9112, 3.2.4",
                        "an asterisk with something after it",
                        "OPTIONS */a HTTP/1.1\r\nHost: test\r\n\r\n",
                        "400"));
    }

    private static List<WireCase> fields() {
        return List.of(
                request("9112, 5.1", "a space before the colon", "GET / HTTP/1.1\r\nHost : test\r\n\r\n", "400"),
                request("9112, 5.1", "a tab before the colon", GET + "X-A\t: 1\r\n\r\n", "400"),
                request("9112, 5", "a field line without a name", GET + ": x\r\n\r\n", "400"),
                request("9112, 5", "a field line without a colon", GET + "no colon\r\n\r\n", "400"),
                request("9112, 5.2", "a line that is folded with a space", GET + "X-A: 1\r\n folded\r\n\r\n", "400"),
                request("9112, 5.2", "a line that is folded with a tab", GET + "X-A: 1\r\n\tfolded\r\n\r\n", "400"),
                request(
                        "9112, 2.2",
                        "white space before the first field line",
                        "GET / HTTP/1.1\r\n Host: test\r\n\r\n",
                        "400"),
                request("9112, 2.2", "a bare CR in a field", GET + "X-A: 1\rX-B: 2\r\n\r\n", "400"),
                request("9112, 2.2", "a field line that ends with LF alone", GET + "X-A: 1\nX-B: 2\r\n\r\n", "400"),
                request("9112, 2.2", "an empty line of LF alone", GET + "\n", "400"),
                request("9110, 5.5", "NUL in a value", GET + "X-A: a\u0000b\r\n\r\n", "400"),
                request("9110, 5.5", "a control character in a value", GET + "X-A: \u0001\r\n\r\n", "400"),
                request("9110, 5.5", "DEL in a value", GET + "X-A: \u007f\r\n\r\n", "400"),
                request("9110, 5.1", "a name with a byte beyond ASCII", GET + "X\u00e4: 1\r\n\r\n", "400"),
                request("9110, 5.1", "a name with a space in it", GET + "X A: 1\r\n\r\n", "400"),
                request("9110, 5.1", "a name with a delimiter in it", GET + "X(A): 1\r\n\r\n", "400"),
                request("9110, 5.1", "a name with a control character in it", GET + "X\u0001A: 1\r\n\r\n", "400"),
                request(
                        "6585, 5",
                        "a header section that is longer than max-header-section",
                        GET + "X-A: " + "a".repeat(70_000) + "\r\n\r\n",
                        "431"));
    }

    private static List<WireCase> hosts() {
        return List.of(
                request("9112, 3.2", "no Host", "GET / HTTP/1.1\r\n\r\n", "400"),
                request("9112, 3.2", "two Host fields", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "400"),
                request("9112, 3.2", "the same Host twice", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", "400"),
                request(
                        "9112, 3.2",
                        "two hosts beside an absolute-form",
                        "GET http://a/ HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                        "400"),
                request("9112, 3.2", "a space in Host", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", "400"),
                request("9112, 3.2", "a path in Host", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", "400"),
                request("9112, 3.2", "user information in Host", "GET / HTTP/1.1\r\nHost: a@b\r\n\r\n", "400"),
                request("9112, 3.2", "two ports in Host", "GET / HTTP/1.1\r\nHost: a:1:2\r\n\r\n", "400"),
                request("9112, 3.2", "a port that is no number", "GET / HTTP/1.1\r\nHost: a:b\r\n\r\n", "400"),
                request(
                        "9112, 3.2",
                        "an IPv6 address that does not end",
                        "GET / HTTP/1.1\r\nHost: [::1\r\n\r\n",
                        "400"),
                request(
                        "1035, 2.3.4",
                        "a host of 256 bytes",
                        "GET / HTTP/1.1\r\nHost: " + "a.".repeat(128) + ":80\r\n\r\n",
                        "400"),
                request(
                        "1035, 2.3.4",
                        "an absolute-form with a host of 256 bytes",
                        "GET http://" + "a.".repeat(128) + "/ HTTP/1.1\r\nHost: a\r\n\r\n",
                        "400"),
                request("9112, 3.2", "an old client's bad Host", "GET / HTTP/1.0\r\nHost: a b\r\n\r\n", "400"));
    }

    private static List<WireCase> framing() {
        return List.of(
                request(
                        "9112, 6.1",
                        "CL.TE: a length, then chunked",
                        POST + "Content-Length: 3\r\nTransfer-Encoding: chunked" + LAST,
                        "400"),
                request(
                        "9112, 6.1",
                        "TE.CL: chunked, then a length",
                        POST + "Transfer-Encoding: chunked\r\nContent-Length: 3" + LAST,
                        "400"),
                request(
                        "9112, 6.1",
                        "a length of 0 beside chunked",
                        POST + "Content-Length: 0\r\nTransfer-Encoding: chunked" + LAST,
                        "400"),
                request(
                        "9112, 6.1",
                        "TE.TE: chunked twice",
                        POST + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked" + LAST,
                        "400"),
                request(
                        "9112, 6.1",
                        "TE.TE: chunked, then identity",
                        POST + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity" + LAST,
                        "400"),
                request(
                        "9112, 6.1",
                        "TE.TE: chunked, then another in other case",
                        POST + "Transfer-Encoding: chunked\r\ntransfer-encoding: x" + LAST,
                        "400"),
                request(
                        "9112, 6.1",
                        "chunked that is not the last coding",
                        POST + "Transfer-Encoding: chunked, identity" + LAST,
                        "400"),
                request(
                        "9112, 6.1",
                        "a list with chunked twice",
                        POST + "Transfer-Encoding: chunked, chunked" + LAST,
                        "400"),
                request(
                        "9112, 6.1",
                        "a coding before chunked",
                        POST + "Transfer-Encoding: gzip, chunked" + LAST,
                        "400"),
                request("9112, 6.1", "identity", POST + "Transfer-Encoding: identity" + LAST, "400"),
                request(
                        "9112, 6.1",
                        "a coding that there is none of",
                        POST + "Transfer-Encoding: xchunked" + LAST,
                        "400"),
                request("9112, 6.1", "a parameter of chunked", POST + "Transfer-Encoding: chunked;q=1" + LAST, "400"),
                request("9112, 6.1", "chunked in quotes", POST + "Transfer-Encoding: \"chunked\"" + LAST, "400"),
                request("9112, 6.1", "no coding at all", POST + "Transfer-Encoding:" + LAST, "400"),
                request(
                        "9112, 6.1",
                        "a vertical tab before chunked",
                        POST + "Transfer-Encoding: \u000bchunked" + LAST,
                        "400"),
                request("9112, 6.1", "NUL after chunked", POST + "Transfer-Encoding: chunked\u0000" + LAST, "400"),
                request("9112, 6.1", "chunked on a folded line", POST + "Transfer-Encoding:\r\n chunked" + LAST, "400"),
                request(
                        "9112, 6.1",
                        "a space before the colon of Transfer-Encoding",
                        POST + "Transfer-Encoding : chunked" + LAST,
                        "400"),
                request(
                        "9112, 6.1",
                        "Transfer-Encoding after LF alone",
                        POST + "X-A: 1\nTransfer-Encoding: chunked" + LAST,
                        "400"),
                request(
                        "9112, 6.1",
                        "chunked in HTTP/1.0",
                        "POST / HTTP/1.0\r\nHost: test\r\nTransfer-Encoding: chunked" + LAST,
                        "400"),
                request(
                        "9112, 6.3",
                        "two lengths that differ",
                        POST + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
                        "400"),
                request(
                        "9112, 6.3",
                        "two lengths that are the same",
                        POST + "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
                        "400"),
                request("9112, 6.3", "a list of lengths", POST + "Content-Length: 3, 3\r\n\r\nabc", "400"),
                request("9110, 8.6", "a length with a plus", POST + "Content-Length: +3\r\n\r\nabc", "400"),
                request("9110, 8.6", "a negative length", POST + "Content-Length: -3\r\n\r\nabc", "400"),
                request("9110, 8.6", "a hexadecimal length", POST + "Content-Length: 0x3\r\n\r\nabc", "400"),
                request("9110, 8.6", "a length with a point", POST + "Content-Length: 3.0\r\n\r\nabc", "400"),
                request("9110, 8.6", "two numbers in a length", POST + "Content-Length: 3 4\r\n\r\nabc", "400"),
                request("9110, 8.6", "an empty length", POST + "Content-Length:\r\n\r\nabc", "400"),
                request(
                        "9110, 8.6",
                        "a length beyond 63 bits",
                        POST + "Content-Length: 99999999999999999999\r\n\r\nabc",
                        "400"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("heads")
    void refuses(WireCase wire) throws Exception {
        TestBackend production = proxy.backend(TestBackend.answering("production"));
        proxy.start(production);

        String answer = proxy.connect().send(wire.request() + SMUGGLED).readToEnd();

        assertThat(answer).startsWith("HTTP/1.1 " + wire.expected() + " ").containsOnlyOnce("HTTP/1.1 ");
        assertThat(answer).containsIgnoringCase("connection: close").contains("application/problem+json");
        assertThat(production.connections()).isZero();
        assertThat(proxy.counter("kagemusha.requests.refused")).isEqualTo(1);
    }

    static List<WireCase> chunks() {
        return List.of(
                request("9112, 7.1", "a chunk size that is no number", "x\r\n", "400"),
                request("9112, 7.1", "a negative chunk size", "-1\r\n", "400"),
                request("9112, 7.1", "a chunk size with a plus", "+1\r\na\r\n", "400"),
                request("9112, 7.1", "a chunk size with 0x", "0x1\r\na\r\n", "400"),
                request("9112, 7.1", "a space after the chunk size", "1 \r\na\r\n", "400"),
                request("9112, 7.1", "a space before the chunk size", " 1\r\na\r\n", "400"),
                request("9112, 7.1", "no chunk size", "\r\n", "400"),
                request("9112, 7.1", "a chunk size beyond 64 bits", "ffffffffffffffff1\r\n", "400"),
                request("9112, 7.1", "a chunk size beyond 31 bits", "80000000\r\n", "400"),
                request("9112, 7.1", "a chunk that is longer than its size", "1\r\nab\r\n", "400"),
                request("9112, 7.1", "a chunk that ends with LF alone", "1\r\na\n0\r\n\r\n", "400"),
                request("9112, 7.1", "a chunk size that ends with LF alone", "1\na\r\n", "400"),
                request("9112, 7.1.1", "LF in an extension", "1;a\nb\r\na\r\n", "400"),
                request("9112, 7.1.1", "CR in an extension", "1;a\rb\r\na\r\n", "400"),
                request(
                        "9112, 7.1.1",
                        "an extension that is longer than max-request-line",
                        "1;" + "a".repeat(20_000) + "\r\na\r\n",
                        "400"),
                request(
                        "9112, 7.1.1",
                        "chunks of which extensions are the most part",
                        ("1;" + "a".repeat(1000) + "\r\na\r\n").repeat(100),
                        "400"),
                request("9112, 7.1.2", "NUL in a trailer", "0\r\nX-A: \u0000\r\n\r\n", "400"),
                request("9112, 7.1.2", "a trailer without a colon", "0\r\nno colon\r\n\r\n", "400"),
                request("9112, 7.1.2", "a space before the colon of a trailer", "0\r\nX-A : 1\r\n\r\n", "400"),
                request(
                        "9112, 7.1.2",
                        "a trailer section that is longer than max-header-section",
                        "0\r\nX-A: " + "a".repeat(70_000) + "\r\n\r\n",
                        "400"));
    }

    /** What came before it may be at a backend already, which never gets the end. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("chunks")
    void abortsBody(WireCase wire) throws Exception {
        TestBackend production = proxy.backend(TestBackend.answering("production"));
        proxy.start(production);

        String answer = proxy.connect()
                .send(POST + "Transfer-Encoding: chunked\r\n\r\n" + wire.request() + SMUGGLED)
                .readToEnd();

        assertThat(answer).startsWith("HTTP/1.1 " + wire.expected() + " ").containsOnlyOnce("HTTP/1.1 ");
        proxy.awaitQuiet();
        assertThat(production.requests()).isEmpty();
        assertThat(proxy.counter("kagemusha.exchanges.answered")).isEqualTo(1);
    }
}

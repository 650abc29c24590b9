package io.kagemusha.proxy;

import static io.kagemusha.proxy.WireCase.request;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What arrives at a backend, byte for byte, but for the fields that the proxy adds to every request. */
@ExtendWith(BufferLeaks.class)
class RequestForwardingIT {

    private static final Pattern ADDED =
            Pattern.compile("(x-forwarded-(for|proto|host)|x-request-id): .*|via: .* kagemusha");
    private static final String GET = "GET / HTTP/1.1\r\nHost: test\r\n";
    private static final String POST = "POST / HTTP/1.1\r\nHost: test\r\n";
    private static final String CHUNKED = POST + "Transfer-Encoding: chunked\r\n\r\n";

    @RegisterExtension
    final ProxyFixture proxy = new ProxyFixture();

    static List<WireCase> cases() {
        return Stream.of(targets(), fields(), connection(), bodies())
                .flatMap(List::stream)
                .toList();
    }

    private static List<WireCase> targets() {
        return List.of(
                request(
                        "9112, 3.2.1",
                        "a target with characters that are no URI's",
                        "GET /a|b\"<> HTTP/1.1\r\nHost: test\r\n\r\n",
                        "GET /a|b\"<> HTTP/1.1\r\nHost: test\r\n\r\n"),
                request(
                        "9112, 3.2.1",
                        "a target in raw UTF-8",
                        "GET /\u00c3\u00bc HTTP/1.1\r\nHost: test\r\n\r\n",
                        "GET /\u00c3\u00bc HTTP/1.1\r\nHost: test\r\n\r\n"),
                request(
                        "9112, 3.2.1",
                        "a target with percent signs that encode nothing",
                        "GET /x%20y?q=%zz&%00 HTTP/1.1\r\nHost: test\r\n\r\n",
                        "GET /x%20y?q=%zz&%00 HTTP/1.1\r\nHost: test\r\n\r\n"),
                request(
                        "9112, 3.2.1",
                        "a target with dots and two slashes",
                        "GET //a/../b/./c HTTP/1.1\r\nHost: test\r\n\r\n",
                        "GET //a/../b/./c HTTP/1.1\r\nHost: test\r\n\r\n"),
                request(
                        "9112, 3.2.1",
                        "a target with an empty query",
                        "GET /a? HTTP/1.1\r\nHost: test\r\n\r\n",
                        "GET /a? HTTP/1.1\r\nHost: test\r\n\r\n"),
                request(
                        "9112, 3.2.1",
                        "a target with two question marks and a fragment",
                        "GET /a?b?c=/../#d HTTP/1.1\r\nHost: test\r\n\r\n",
                        "GET /a?b?c=/../#d HTTP/1.1\r\nHost: test\r\n\r\n"),
                request(
                        "9112, 3.2.2",
                        "an absolute-form goes on as origin-form, and its authority as Host",
                        "GET http://real.example:81/a?b HTTP/1.1\r\nHost: other.example\r\n\r\n",
                        "GET /a?b HTTP/1.1\r\nhost: real.example:81\r\n\r\n"),
                request(
                        "9112, 3.2.2",
                        "an absolute-form with https and capitals",
                        "GET HTTPS://Real.example/ HTTP/1.1\r\nHost: a\r\n\r\n",
                        "GET / HTTP/1.1\r\nhost: Real.example\r\n\r\n"),
                request(
                        "1035, 2.3.4",
                        "a host of 255 bytes, besides its port",
                        "GET / HTTP/1.1\r\nHost: " + "a.".repeat(127) + "b:80\r\n\r\n",
                        "GET / HTTP/1.1\r\nHost: " + "a.".repeat(127) + "b:80\r\n\r\n"),
                request(
                        "9112, 3.2.1",
                        "an absolute-form without a path has the path /",
                        "GET http://test HTTP/1.1\r\nHost: test\r\n\r\n",
                        "GET / HTTP/1.1\r\nHost: test\r\n\r\n"),
                request(
                        "9112, 3.2.1",
                        "an absolute-form with a query alone has the path /",
                        "GET http://test?a HTTP/1.1\r\nHost: test\r\n\r\n",
                        "GET /?a HTTP/1.1\r\nHost: test\r\n\r\n"),
                request(
                        "9112, 3.2.4",
                        "OPTIONS for an absolute-form without a path asks for *",
                        "OPTIONS http://test HTTP/1.1\r\nHost: test\r\n\r\n",
                        "OPTIONS * HTTP/1.1\r\nHost: test\r\n\r\n"),
                request(
                        "9112, 3.2.4",
                        "the asterisk of OPTIONS",
                        "OPTIONS * HTTP/1.1\r\nHost: test\r\n\r\n",
                        "OPTIONS * HTTP/1.1\r\nHost: test\r\n\r\n"));
    }

    private static List<WireCase> fields() {
        return List.of(
                request(
                        "9112, 2.2",
                        "empty lines before the request line are ignored",
                        "\r\n\r\n" + GET + "\r\n",
                        GET + "\r\n"),
                request(
                        "9110, 9.1",
                        "a method that nobody registered",
                        "BREW /pot HTTP/1.1\r\nHost: test\r\n\r\n",
                        "BREW /pot HTTP/1.1\r\nHost: test\r\n\r\n"),
                request(
                        "9110, 9.1",
                        "a method in lower case is another method",
                        "get / HTTP/1.1\r\nHost: test\r\n\r\n",
                        "get / HTTP/1.1\r\nHost: test\r\n\r\n"),
                request(
                        "9110, 5.1",
                        "names keep their case",
                        GET + "x-A: 1\r\nX-a: 2\r\n\r\n",
                        GET + "x-A: 1\r\nX-a: 2\r\n\r\n"),
                request(
                        "9110, 5.1",
                        "names of all characters of a token",
                        GET + "!#$%&'*+-.^_`|~09Az: 1\r\n\r\n",
                        GET + "!#$%&'*+-.^_`|~09Az: 1\r\n\r\n"),
                request(
                        "9110, 5.3",
                        "repeated fields stay repeated and in order",
                        GET + "X-A: 1\r\nX-B: 2\r\nX-A: 3\r\n\r\n",
                        GET + "X-A: 1\r\nX-B: 2\r\nX-A: 3\r\n\r\n"),
                request(
                        "9110, 5.5",
                        "white space around a value is none of it",
                        GET + "X-A: \t one  two \t\r\n\r\n",
                        GET + "X-A: one  two\r\n\r\n"),
                request("9110, 5.5", "no white space before a value", GET + "X-A:1\r\n\r\n", GET + "X-A: 1\r\n\r\n"),
                request("9110, 5.5", "an empty value", GET + "X-A:\r\n\r\n", GET + "X-A: \r\n\r\n"),
                request(
                        "9110, 5.5",
                        "bytes beyond ASCII in a value",
                        GET + "X-A: \u00e4\u00ff\r\n\r\n",
                        GET + "X-A: \u00e4\u00ff\r\n\r\n"),
                request("9110, 5.5", "a tab in a value", GET + "X-A: a\tb\r\n\r\n", GET + "X-A: a\tb\r\n\r\n"),
                request(
                        "9110, 5.6.4",
                        "a quoted string with commas",
                        GET + "X-A: \"a, \\\"b\"\r\n\r\n",
                        GET + "X-A: \"a, \\\"b\"\r\n\r\n"),
                request(
                        "9112, 3.2",
                        "an empty Host",
                        "GET / HTTP/1.1\r\nHost:\r\n\r\n",
                        "GET / HTTP/1.1\r\nHost: \r\n\r\n"),
                request(
                        "9112, 3.2",
                        "an IPv6 address with a port as Host",
                        "GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n",
                        "GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n"),
                request(
                        "9110, 2.5",
                        "an old client's request goes on as HTTP/1.1",
                        "GET / HTTP/1.0\r\nHost: test\r\n\r\n",
                        GET + "\r\n"),
                request(
                        "9110, 7.6.3",
                        "the Via of those before stays",
                        GET + "Via: 1.0 fred, 1.1 p.example\r\n\r\n",
                        GET + "Via: 1.0 fred, 1.1 p.example\r\n\r\n"));
    }

    private static List<WireCase> connection() {
        return List.of(
                request("9110, 7.6.1", "Connection stops here", GET + "Connection: keep-alive\r\n\r\n", GET + "\r\n"),
                request(
                        "9110, 7.6.1",
                        "so does what it names",
                        GET + "Connection: X-Hop, close\r\nX-Hop: 1\r\nX-Kept: 1\r\n\r\n",
                        GET + "X-Kept: 1\r\n\r\n"),
                request(
                        "9110, 7.6.1",
                        "and what it names in other case, in a list with gaps",
                        GET + "Connection: ,x-hop ,, \r\nX-HOP: 1\r\n\r\n",
                        GET + "\r\n"),
                request(
                        "9110, 7.6.1",
                        "and what several Connection fields name",
                        GET + "Connection: X-A\r\nX-A: 1\r\nConnection: X-B\r\nX-B: 1\r\n\r\n",
                        GET + "\r\n"),
                request(
                        "9110, 7.6.1",
                        "Keep-Alive and Proxy-Connection",
                        GET + "Keep-Alive: timeout=5\r\nProxy-Connection: keep-alive\r\n\r\n",
                        GET + "\r\n"),
                request("9110, 10.1.4", "TE", GET + "Connection: TE\r\nTE: trailers\r\n\r\n", GET + "\r\n"),
                request(
                        "9110, 7.8",
                        "an Upgrade to HTTP/2, which is ignored",
                        GET
                                + "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n",
                        GET + "\r\n"),
                request(
                        "9110, 7.6.1",
                        "Host stays though Connection names it",
                        GET + "Connection: Host\r\n\r\n",
                        GET + "\r\n"),
                request(
                        "9110, 7.6.1",
                        "Content-Length stays though Connection names it",
                        POST + "Connection: Content-Length\r\nContent-Length: 2\r\n\r\nab",
                        POST + "Content-Length: 2\r\n\r\nab"));
    }

    private static List<WireCase> bodies() {
        return List.of(
                request(
                        "9112, 6.3",
                        "a body by its length",
                        POST + "Content-Length: 5\r\n\r\na\r\n\u0000b",
                        POST + "Content-Length: 5\r\n\r\na\r\n\u0000b"),
                request(
                        "9112, 6.3",
                        "a length of 0",
                        POST + "Content-Length: 0\r\n\r\n",
                        POST + "Content-Length: 0\r\n\r\n"),
                request("9112, 6.3", "no body where no field announces one", POST + "\r\n", POST + "\r\n"),
                request(
                        "9110, 9.3.1",
                        "a body with GET",
                        GET + "Content-Length: 2\r\n\r\nab",
                        GET + "Content-Length: 2\r\n\r\nab"),
                request(
                        "9112, 7.1",
                        "chunks",
                        CHUNKED + "2\r\nab\r\n3\r\ncde\r\n0\r\n\r\n",
                        POST + "transfer-encoding: chunked\r\n\r\nabcde"),
                request(
                        "9112, 7.1",
                        "chunk sizes in capitals and with zeros before them",
                        CHUNKED + "0A\r\n0123456789\r\n00\r\n\r\n",
                        POST + "transfer-encoding: chunked\r\n\r\n0123456789"),
                request(
                        "9112, 7",
                        "the name of the coding in capitals",
                        POST + "Transfer-Encoding: Chunked\r\n\r\n1\r\na\r\n0\r\n\r\n",
                        POST + "transfer-encoding: chunked\r\n\r\na"),
                request(
                        "9112, 7.1",
                        "no chunk but the last",
                        CHUNKED + "0\r\n\r\n",
                        POST + "transfer-encoding: chunked\r\n\r\n"),
                request(
                        "9112, 7.1.1",
                        "extensions end here",
                        CHUNKED + "1;a=b;c=\"d\"\r\na\r\n0;e\r\n\r\n",
                        POST + "transfer-encoding: chunked\r\n\r\na"),
                request(
                        "9112, 7.1.2",
                        "trailers go on",
                        CHUNKED + "1\r\na\r\n0\r\nX-Sum: 1\r\nX-Sum: 2\r\n\r\n",
                        POST + "transfer-encoding: chunked\r\n\r\na\r\nX-Sum: 1\r\nX-Sum: 2"),
                request(
                        "9110, 6.5.1",
                        "trailers that would frame the message do not",
                        CHUNKED + "0\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\nX-Sum: 1\r\n\r\n",
                        POST + "transfer-encoding: chunked\r\n\r\n\r\nX-Sum: 1"),
                request(
                        "9110, 6.5.1",
                        "nor do those that would say who asks, and for what",
                        CHUNKED + "0\r\nHOST: other\r\nAuthorization: Basic eDp5\r\nCookie: a=1\r\nIf-Match: x\r\n"
                                + "X-Forwarded-For: 10.0.0.1\r\nX-Shadow-Backend: x\r\nConnection: X-Hop\r\nX-Hop: 1\r\n"
                                + "X-Sum: 1\r\n\r\n",
                        POST + "transfer-encoding: chunked\r\n\r\n\r\nX-Sum: 1"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void forwards(WireCase wire) throws Exception {
        TestBackend production = proxy.backend(TestBackend.answering("production"));
        TestBackend sandbox = proxy.backend(TestBackend.answering("sandbox"));
        proxy.start(production, sandbox);

        RawClient client = proxy.connect().send(wire.request());

        assertThat(client.read().text()).isEqualTo("production");
        proxy.awaitRecords(3);
        assertThat(arrived(production.request())).isEqualTo(wire.expected());
        assertThat(arrived(sandbox.request())).isEqualTo(wire.expected());
    }

    private static String arrived(RawMessage request) {
        String fields = request.fields().stream()
                .filter(field -> !ADDED.matcher(field).matches() && !field.startsWith("x-shadow-backend: "))
                .map(field -> field + "\r\n")
                .collect(Collectors.joining());
        String trailers =
                request.trailers().stream().map(field -> "\r\n" + field).collect(Collectors.joining());
        return request.startLine() + "\r\n" + fields + "\r\n" + new String(request.body(), ISO_8859_1) + trailers;
    }
}

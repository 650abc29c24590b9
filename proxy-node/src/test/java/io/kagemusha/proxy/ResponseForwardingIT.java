package io.kagemusha.proxy;

import static io.kagemusha.proxy.WireCase.response;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a client gets of a backend's response, byte for byte. */
@ExtendWith(BufferLeaks.class)
class ResponseForwardingIT {

    private static final String OK = "HTTP/1.1 200 OK\r\n";
    private static final String END = "Connection: close\r\n\r\n";
    private static final String HEAD = "HEAD / HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n";
    private static final String OLD = "GET / HTTP/1.0\r\nHost: test\r\n\r\n";

    @RegisterExtension
    final ProxyFixture proxy = new ProxyFixture();

    static List<WireCase> cases() {
        return Stream.of(heads(), bodies(), withoutBody(), oldClients(), interim())
                .flatMap(List::stream)
                .toList();
    }

    private static List<WireCase> heads() {
        return List.of(
                response(
                        "9112, 4",
                        "a reason of one's own",
                        "HTTP/1.1 200 Very Well\r\nContent-Length: 0\r\n\r\n",
                        "HTTP/1.1 200 Very Well\r\nContent-Length: 0\r\n" + END),
                response(
                        "9112, 4",
                        "no reason",
                        "HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n",
                        "HTTP/1.1 200 \r\nContent-Length: 0\r\n" + END),
                response(
                        "9110, 15",
                        "a status that nobody registered",
                        "HTTP/1.1 299 X\r\nContent-Length: 0\r\n\r\n",
                        "HTTP/1.1 299 X\r\nContent-Length: 0\r\n" + END),
                response(
                        "9110, 15",
                        "a status of no class",
                        "HTTP/1.1 799 X\r\nContent-Length: 0\r\n\r\n",
                        "HTTP/1.1 799 X\r\nContent-Length: 0\r\n" + END),
                response(
                        "9110, 15.4",
                        "a redirect, which the proxy does not follow",
                        "HTTP/1.1 302 Found\r\nLocation: http://other.example/\r\nContent-Length: 0\r\n\r\n",
                        "HTTP/1.1 302 Found\r\nLocation: http://other.example/\r\nContent-Length: 0\r\n" + END),
                response(
                        "9110, 2.5",
                        "a backend of HTTP/1.0",
                        "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi",
                        OK + "Content-Length: 2\r\n" + END + "hi"),
                response(
                        "9110, 5.3",
                        "repeated fields stay repeated and in order",
                        OK + "Set-Cookie: a=1\r\nX-A: 1\r\nSet-Cookie: b=2\r\nContent-Length: 0\r\n\r\n",
                        OK + "Set-Cookie: a=1\r\nX-A: 1\r\nSet-Cookie: b=2\r\nContent-Length: 0\r\n" + END),
                response(
                        "9110, 5.5",
                        "bytes beyond ASCII in a value",
                        OK + "X-A: \u00e4\u00ff\r\nContent-Length: 0\r\n\r\n",
                        OK + "X-A: \u00e4\u00ff\r\nContent-Length: 0\r\n" + END),
                response(
                        "9110, 7.6.1",
                        "what Connection names stops here",
                        OK + "Connection: X-Hop\r\nX-Hop: 1\r\nX-Kept: 1\r\nContent-Length: 0\r\n\r\n",
                        OK + "X-Kept: 1\r\nContent-Length: 0\r\n" + END),
                response(
                        "9110, 7.6.1",
                        "so do Keep-Alive, Proxy-Connection and Upgrade",
                        OK
                                + "Keep-Alive: timeout=5\r\nProxy-Connection: close\r\nUpgrade: h2c\r\nContent-Length: 0\r\n\r\n",
                        OK + "Content-Length: 0\r\n" + END),
                response(
                        "9110, 7.6.1",
                        "Content-Length stays though Connection names it",
                        OK + "Connection: Content-Length\r\nContent-Length: 2\r\n\r\nhi",
                        OK + "Content-Length: 2\r\n" + END + "hi"),
                response(
                        "9110, 14.4",
                        "a part that was asked for",
                        "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-1/9\r\nContent-Length: 2\r\n\r\nhi",
                        "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-1/9\r\nContent-Length: 2\r\n" + END
                                + "hi"));
    }

    private static List<WireCase> bodies() {
        return List.of(
                response(
                        "9112, 6.3",
                        "a body by its length",
                        OK + "Content-Length: 5\r\n\r\na\r\n\u0000b",
                        OK + "Content-Length: 5\r\n" + END + "a\r\n\u0000b"),
                response(
                        "9112, 6.3",
                        "what comes after the body is nobody's",
                        OK + "Content-Length: 2\r\n\r\nhiHTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison",
                        OK + "Content-Length: 2\r\n" + END + "hi"),
                response(
                        "9112, 7.1",
                        "chunks",
                        OK + "Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n",
                        OK + "Transfer-Encoding: chunked\r\n" + END + "2\r\nhi\r\n0\r\n\r\n"),
                response(
                        "9112, 7.1",
                        "chunks of a backend whose Connection names their coding",
                        OK + "Connection: keep-alive, Transfer-Encoding\r\nTransfer-Encoding: chunked\r\n\r\n"
                                + "2\r\nhi\r\n0\r\n\r\n",
                        OK + "Transfer-Encoding: chunked\r\n" + END + "2\r\nhi\r\n0\r\n\r\n"),
                response(
                        "9112, 7.1.1",
                        "extensions end here",
                        OK + "Transfer-Encoding: chunked\r\n\r\n2;a=b\r\nhi\r\n0;c\r\n\r\n",
                        OK + "Transfer-Encoding: chunked\r\n" + END + "2\r\nhi\r\n0\r\n\r\n"),
                response(
                        "9112, 7.1.2",
                        "trailers go on",
                        OK + "Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nX-Sum: 2\r\n\r\n",
                        OK + "Transfer-Encoding: chunked\r\n" + END + "2\r\nhi\r\n0\r\nX-Sum: 2\r\n\r\n"),
                response(
                        "9110, 6.5.1",
                        "trailers that would frame the message do not",
                        OK + "Transfer-Encoding: chunked\r\n\r\n0\r\nContent-Length: 6\r\nX-Sum: 0\r\n\r\n",
                        OK + "Transfer-Encoding: chunked\r\n" + END + "0\r\nX-Sum: 0\r\n\r\n"),
                response(
                        "9110, 6.5.1",
                        "nor do those that would say what it is, or to whom",
                        OK + "Transfer-Encoding: chunked\r\n\r\n0\r\nSet-Cookie: a=1\r\nContent-Type: text/html\r\n"
                                + "Keep-Alive: 5\r\nX-Sum: 0\r\n\r\n",
                        OK + "Transfer-Encoding: chunked\r\n" + END + "0\r\nX-Sum: 0\r\n\r\n"),
                response(
                        "9112, 6.3",
                        "a body up to the end of the connection becomes chunks",
                        OK + "X-A: 1\r\n\r\nto the end",
                        OK + "X-A: 1\r\ntransfer-encoding: chunked\r\n" + END.replace("Connection", "connection")
                                + "a\r\nto the end\r\n0\r\n\r\n"));
    }

    private static List<WireCase> withoutBody() {
        return List.of(
                new WireCase(
                        "RFC 9110, 9.3.2",
                        "the length in an answer to HEAD is no body's",
                        HEAD,
                        OK + "Content-Length: 9\r\n\r\n",
                        OK + "Content-Length: 9\r\n" + END),
                new WireCase(
                        "RFC 9110, 9.3.2",
                        "a body in an answer to HEAD is nobody's",
                        HEAD,
                        OK + "Content-Length: 2\r\n\r\nhi",
                        OK + "Content-Length: 2\r\n" + END),
                response(
                        "9110, 15.3.5",
                        "204 has no body",
                        "HTTP/1.1 204 No Content\r\n\r\n",
                        "HTTP/1.1 204 No Content\r\n" + END),
                response(
                        "9110, 8.6",
                        "204 has no length",
                        "HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n",
                        "HTTP/1.1 204 No Content\r\n" + END),
                response(
                        "9110, 8.6",
                        "an interim response has no length",
                        "HTTP/1.1 103 Early Hints\r\nContent-Length: 0\r\n\r\n" + OK + "Content-Length: 2\r\n\r\nhi",
                        "HTTP/1.1 103 Early Hints\r\n\r\n" + OK + "Content-Length: 2\r\n" + END + "hi"),
                response(
                        "9110, 15.4.5",
                        "the length in 304 is no body's",
                        "HTTP/1.1 304 Not Modified\r\nETag: x\r\nContent-Length: 9\r\n\r\n",
                        "HTTP/1.1 304 Not Modified\r\nETag: x\r\nContent-Length: 9\r\n" + END));
    }

    private static List<WireCase> oldClients() {
        return List.of(
                new WireCase(
                        "RFC 9112, 6.1",
                        "an old client gets no chunks",
                        OLD,
                        OK + "Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n1\r\n!\r\n0\r\nX-Sum: 3\r\n\r\n",
                        OK + END + "hi!"),
                new WireCase(
                        "RFC 9112, 9.3",
                        "an old client that does not ask for more is done",
                        OLD,
                        OK + "Content-Length: 2\r\n\r\nhi",
                        OK + "Content-Length: 2\r\n" + END + "hi"),
                new WireCase(
                        "RFC 9110, 15.2",
                        "an old client gets no interim responses",
                        OLD,
                        "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + OK + "Content-Length: 2\r\n\r\nhi",
                        OK + "Content-Length: 2\r\n" + END + "hi"));
    }

    private static List<WireCase> interim() {
        return List.of(
                response(
                        "9110, 15.2",
                        "interim responses",
                        "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n" + OK
                                + "Content-Length: 2\r\n\r\nhi",
                        "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n" + OK
                                + "Content-Length: 2\r\n" + END + "hi"),
                response(
                        "9110, 10.1.1",
                        "a 100 that the client did not wait for",
                        "HTTP/1.1 100 Continue\r\n\r\n" + OK + "Content-Length: 2\r\n\r\nhi",
                        OK + "Content-Length: 2\r\n" + END + "hi"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void passesOn(WireCase wire) throws Exception {
        TestBackend production = proxy.backend(TestBackend.of(call -> {
            call.request();
            call.send(wire.response());
            call.close();
        }));
        proxy.start(production);

        String answer = proxy.connect().send(wire.request()).readToEnd();

        assertThat(answer.replace("connection: close", "Connection: close"))
                .isEqualTo(wire.expected().replace("connection: close", "Connection: close"));
    }
}

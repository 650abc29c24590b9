package io.kagemusha.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What arrives at backends and clients, byte for byte. */
@ExtendWith(BufferLeaks.class)
class FramingIT {

    @RegisterExtension
    final ProxyFixture proxy = new ProxyFixture();

    @Test
    void sendsEveryBackendIdenticalBytesAndFraming() throws Exception {
        TestBackend production = proxy.backend(TestBackend.answering("production"));
        TestBackend sandbox = proxy.backend(TestBackend.answering("sandbox"));
        proxy.start(production, sandbox);
        String body = "a=1&b=\u0000\u00ff\r\n".repeat(1000);

        proxy.connect().post("/", body).read();

        proxy.awaitRecords(3);
        for (TestBackend backend : List.of(production, sandbox)) {
            assertThat(backend.request().text()).isEqualTo(body);
            assertThat(backend.request().field("content-length")).isEqualTo(String.valueOf(body.length()));
            assertThat(backend.request().all("transfer-encoding")).isEmpty();
        }
        assertThat(proxy.captured().requests().get(0).request().body().bytes()).isEqualTo(body.getBytes(ISO_8859_1));
    }

    @Test
    void framesChunkedUploadAnewWithItsContentAndTrailers() throws Exception {
        TestBackend production = proxy.backend(TestBackend.answering("production"));
        TestBackend sandbox = proxy.backend(TestBackend.answering("sandbox"));
        proxy.start(production, sandbox);

        proxy.connect()
                .send("POST / HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n"
                        + "5;name=value\r\nhello\r\n6\r\n world\r\n0\r\nX-Sum: 11\r\n\r\n")
                .read();

        var request = proxy.awaitRecords(3).requests().get(0).request();
        for (TestBackend backend : List.of(production, sandbox)) {
            assertThat(backend.request().text()).isEqualTo("hello world");
            assertThat(backend.request().trailers()).containsExactly("X-Sum: 11");
            assertThat(backend.request().all("content-length")).isEmpty();
        }
        assertThat(request.body().bytes()).asString().isEqualTo("hello world");
        assertThat(request.headers().contains("transfer-encoding")).isFalse();
        assertThat(request.trailers().all("x-sum")).containsExactly("11");
    }

    @Test
    void passesTrailersOfTheAnswerOn() throws Exception {
        TestBackend production = proxy.backend(TestBackend.of(call ->
                call.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nX-Sum: 2\r\n\r\n")));
        proxy.start(production);

        RawMessage answer = proxy.connect().get("/").read();

        assertThat(answer.text()).isEqualTo("hi");
        assertThat(answer.trailers()).containsExactly("X-Sum: 2");
    }

    @Test
    void givesOldClientAnswerWithoutChunksAndCloses() throws Exception {
        TestBackend production = proxy.backend(TestBackend.of(call ->
                call.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n3\r\n you\r\n0\r\n\r\n"
                        .replace("3\r\n you", "4\r\n you"))));
        proxy.start(production);

        String answer = proxy.connect()
                .send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
                .readToEnd();

        assertThat(answer).doesNotContainIgnoringCase("transfer-encoding").endsWith("\r\n\r\nhi you");
        assertThat(answer).containsIgnoringCase("connection: close");
        assertThat(production.heads()).isEqualTo(1);
    }

    @Test
    @DisplayName("RFC 9112, 9.3: an old client that asks for keep-alive gets it, and the backend a Host")
    void keepsConnectionOfOldClientThatAsksForItAndGivesBackendAHost() throws Exception {
        TestBackend production = proxy.backend(TestBackend.answering("hi"));
        proxy.start(production);
        RawClient client = proxy.connect();

        for (int i = 0; i < 2; i++) {
            RawMessage answer = client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
                    .read();
            assertThat(answer.field("connection")).isEqualTo("keep-alive");
        }

        RawMessage request = production.requests().get(1);
        assertThat(request.startLine()).isEqualTo("GET / HTTP/1.1");
        assertThat("http://" + request.field("host")).isEqualTo(production.url());
        assertThat(request.field("via")).startsWith("1.0 ");
    }

    @Test
    void framesAnswerThatEndsWithTheConnection() throws Exception {
        TestBackend production = proxy.backend(TestBackend.of(call -> {
            call.send("HTTP/1.0 200 OK\r\n\r\nto the end");
            call.close();
        }));
        proxy.start(production);
        RawClient client = proxy.connect();

        for (int i = 0; i < 2; i++) {
            RawMessage answer = client.get("/").read();
            assertThat(answer.field("transfer-encoding")).isEqualTo("chunked");
            assertThat(answer.text()).isEqualTo("to the end");
        }
    }

    @Test
    void sendsRepeatedFieldsAsTheyCameAndInOrder() throws Exception {
        TestBackend production = proxy.backend(TestBackend.answering("hi"));
        proxy.start(production);

        proxy.connect()
                .send(
                        "GET / HTTP/1.1\r\nX-A: 1\r\nHost: Test:81\r\nx-b:  two  words \r\nX-A: 2\r\nCookie: a=1\r\nX-a: 3\r\n\r\n")
                .read();

        assertThat(production.request().fields())
                .startsWith("X-A: 1", "Host: Test:81", "x-b: two  words", "X-A: 2", "Cookie: a=1", "X-a: 3");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/a|b", "/gr\u00fc\u00dfe/\u6771\u4eac", "/x%20y?q=%zz", "//a/../b", "/a?b?c=/../#d", "/%00;x"})
    void sendsTargetByteForByte(String target) throws Exception {
        TestBackend production = proxy.backend(TestBackend.answering("hi"));
        TestBackend sandbox = proxy.backend(TestBackend.answering("hi"));
        proxy.start(production, sandbox);

        proxy.connect()
                .send(("GET " + target + " HTTP/1.1\r\nHost: test\r\n\r\n").getBytes(UTF_8))
                .read();

        String bytes = new String(target.getBytes(UTF_8), ISO_8859_1);
        assertThat(proxy.awaitRecords(3).requests().get(0).request().target()).isEqualTo(bytes);
        assertThat(production.request().target()).isEqualTo(bytes);
        assertThat(sandbox.request().target()).isEqualTo(bytes);
    }

    @Test
    void turnsAbsoluteTargetIntoPathAndHost() throws Exception {
        TestBackend production = proxy.backend(TestBackend.answering("hi"));
        proxy.start(production);

        proxy.connect()
                .send("GET http://real.example:81/a?b HTTP/1.1\r\nHost: other.example\r\n\r\n")
                .read();

        assertThat(production.request().target()).isEqualTo("/a?b");
        assertThat(production.request().field("host")).isEqualTo("real.example:81");
        assertThat(production.request().field("x-forwarded-host")).isEqualTo("real.example:81");
    }

    @Test
    @DisplayName("RFC 3986, 3.3: the base path and the query of a backend are joined to the target")
    void joinsBasePathAndQueryOfBackend() throws Exception {
        TestBackend production = proxy.backend(TestBackend.answering("hi"));
        proxy.startYaml(
                "backends:\n  production: { url: '%s/base/?key=1', master: true }\n".formatted(production.url()));
        RawClient client = proxy.connect();

        client.get("/a").read();
        client.get("/a?b=2").read();
        client.send("OPTIONS * HTTP/1.1\r\nHost: test\r\n\r\n").read();

        assertThat(production.requests())
                .extracting(RawMessage::target)
                .containsExactly("/base/a?key=1", "/base/a?b=2&key=1", "*");
    }

    @Test
    @DisplayName("RFC 9112, 6.3: a connection goes on after HEAD, 204 and 304")
    void keepsConnectionUsableAfterAnswersWithoutBody() throws Exception {
        TestBackend production = proxy.backend(TestBackend.of(call -> {
            call.request();
            switch (call.head().target()) {
                case "/204" -> call.send("HTTP/1.1 204 No Content\r\n\r\n");
                case "/304" -> call.send("HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\nETag: x\r\n\r\n");
                case "/head" -> call.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
                default -> call.answer("body");
            }
        }));
        proxy.start(production);
        RawClient client = proxy.connect();

        client.send("HEAD /head HTTP/1.1\r\nHost: test\r\n\r\n");
        assertThat(client.readHead().field("content-length")).isEqualTo("5");
        assertThat(client.get("/204").readHead().status()).isEqualTo(204);
        assertThat(client.get("/304").readHead().field("content-length")).isEqualTo("5");
        assertThat(client.get("/get").read().text()).isEqualTo("body");

        assertThat(production.connections()).isEqualTo(1);
    }

    @Test
    void sendsNothingOfWhatConcernsOneConnectionOnly() throws Exception {
        TestBackend production = proxy.backend(TestBackend.of(call -> {
            call.request();
            call.send("HTTP/1.1 200 OK\r\nConnection: X-Hop\r\nX-Hop: 1\r\nKeep-Alive: timeout=5\r\n"
                    + "X-Kept: 1\r\nContent-Length: 2\r\n\r\nhi");
        }));
        proxy.start(production);

        RawMessage answer = proxy.connect()
                .send("GET / HTTP/1.1\r\nHost: test\r\nConnection: X-Hop, Upgrade,close\r\nX-Hop: 1\r\nUpgrade: h2c\r\n"
                        + "TE: trailers\r\nProxy-Connection: close\r\nX-Forwarded-For: 10.0.0.1\r\nX-Kept: 1\r\n\r\n")
                .read();

        assertThat(answer.all("x-hop")).isEmpty();
        assertThat(answer.all("keep-alive")).isEmpty();
        assertThat(answer.field("x-kept")).isEqualTo("1");
        assertThat(answer.field("connection")).isEqualTo("close");
        RawMessage request = production.request();
        for (String name : List.of("x-hop", "connection", "upgrade", "te", "proxy-connection")) {
            assertThat(request.all(name)).as(name).isEmpty();
        }
        assertThat(request.field("x-kept")).isEqualTo("1");
        assertThat(request.field("x-forwarded-for")).isEqualTo("10.0.0.1, 127.0.0.1");
        assertThat(request.field("x-forwarded-proto")).isEqualTo("http");
    }
}

package io.kagemusha.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kagemusha.common.exchange.Result;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Java's own client of HTTP/2, over TLS. */
@ExtendWith(BufferLeaks.class)
class Http2IT {

    @RegisterExtension
    private final ProxyFixture proxy = new ProxyFixture()
            .listening("tls: { certificate: %s, key: %s }"
                    .formatted(TlsClient.file("server.pem"), TlsClient.file("server.key")));

    private HttpClient client(HttpClient.Version version) throws Exception {
        var tls = (JdkSslContext) SslContextBuilder.forClient()
                .sslProvider(SslProvider.JDK)
                .trustManager(TlsClient.file("ca.pem"))
                .build();
        return HttpClient.newBuilder()
                .version(version)
                .sslContext(tls.context())
                .build();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                URI.create("https://localhost:" + proxy.address().getPort() + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client(HttpClient.Version.HTTP_2).send(request.build(), BodyHandlers.ofString(ISO_8859_1));
    }

    @Test
    @DisplayName("RFC 9113, 3.2: a client that offers h2 in the TLS handshake is spoken to by HTTP/2")
    void speaksHttp2WhereTheHandshakeAgreedUponIt() throws Exception {
        TestBackend production = proxy.backend(TestBackend.answering("hello"));
        proxy.start(production);

        HttpResponse<String> response =
                send(request("/a%20b?c=d").header("X-Multi", "1").header("X-Multi", "2"));

        assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(response.body()).isEqualTo("hello");
        RawMessage received = production.request();
        assertThat(received.startLine()).isEqualTo("GET /a%20b?c=d HTTP/1.1");
        assertThat(received.field("host"))
                .isEqualTo("localhost:" + proxy.address().getPort());
        assertThat(received.all("x-multi")).containsExactly("1", "2");
        assertThat(received.field("x-forwarded-proto")).isEqualTo("https");
        assertThat(received.field("via")).isEqualTo("2.0 kagemusha");
    }

    @Test
    @DisplayName("RFC 9113, 3.2: a client that does not offer h2 is spoken to by HTTP/1.1")
    void speaksHttp1WhereTheClientDoesNotOfferMore() throws Exception {
        proxy.start(proxy.backend(TestBackend.answering("hello")));

        HttpResponse<String> response =
                client(HttpClient.Version.HTTP_1_1).send(request("/").build(), BodyHandlers.ofString(ISO_8859_1));

        assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
        assertThat(response.body()).isEqualTo("hello");
    }

    @Test
    void passesBodiesBothWays() throws Exception {
        byte[] large = "0123456789abcdef".repeat(64 * 1024).getBytes(ISO_8859_1);
        TestBackend production = proxy.backend(TestBackend.of(call -> {
            RawMessage request = call.request();
            call.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            call.send(Integer.toHexString(request.body().length) + "\r\n");
            call.send(request.body());
            call.send("\r\n0\r\n\r\n");
        }));
        proxy.start(production);

        HttpResponse<byte[]> response = client(HttpClient.Version.HTTP_2)
                .send(request("/").POST(BodyPublishers.ofByteArray(large)).build(), BodyHandlers.ofByteArray());

        assertThat(response.body()).isEqualTo(large);
        assertThat(production.request().field("content-length")).isEqualTo(Integer.toString(large.length));
        assertThat(response.headers().firstValue("transfer-encoding")).isEmpty();
    }

    @Test
    @DisplayName("D16: HEAD, 204 and 304 have no body, and the connection goes on")
    void answersWithoutBodyWhereThereIsNone() throws Exception {
        proxy.start(proxy.backend(TestBackend.of(call -> {
            String target = call.request().target();
            call.send(
                    target.equals("/head")
                            ? "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
                            : "HTTP/1.1 " + target.substring(1) + " None\r\nETag: \"1\"\r\n\r\n");
        })));
        HttpClient client = client(HttpClient.Version.HTTP_2);
        List<HttpResponse<String>> responses = new ArrayList<>();

        responses.add(client.send(
                request("/head").method("HEAD", BodyPublishers.noBody()).build(), BodyHandlers.ofString()));
        responses.add(client.send(request("/204").build(), BodyHandlers.ofString()));
        responses.add(client.send(request("/304").build(), BodyHandlers.ofString()));

        assertThat(responses).extracting(HttpResponse::statusCode).containsExactly(200, 204, 304);
        assertThat(responses).extracting(HttpResponse::body).containsOnly("");
        assertThat(responses.get(0).headers().firstValue("content-length")).hasValue("5");
        assertThat(proxy.gauge("kagemusha.client.connections")).isEqualTo(1);
    }

    @Test
    @DisplayName("K5: a hundred streams at once, each with its own answer")
    void servesManyStreamsAtOnce() throws Exception {
        proxy.start(
                proxy.backend(TestBackend.of(call -> call.answer(call.request().target()))));
        HttpClient client = client(HttpClient.Version.HTTP_2);
        // So that the others share its connection
        client.send(request("/first").build(), BodyHandlers.ofString());

        List<CompletableFuture<HttpResponse<String>>> answers = IntStream.range(0, 100)
                .mapToObj(i -> client.sendAsync(
                        request("/" + i)
                                .POST(BodyPublishers.ofString("x".repeat(i * 100)))
                                .build(),
                        BodyHandlers.ofString()))
                .toList();

        for (int i = 0; i < 100; i++) {
            assertThat(answers.get(i).get().body()).isEqualTo("/" + i);
        }
        assertThat(proxy.gauge("kagemusha.client.connections")).isEqualTo(1);
        await().untilAsserted(() ->
                assertThat(proxy.counter("kagemusha.exchanges.answered")).isEqualTo(101));
    }

    @Test
    @DisplayName("K5: what comes by HTTP/2 is shadowed and captured like everything else")
    void shadowsAndCapturesExchanges() throws Exception {
        TestBackend production = proxy.backend(TestBackend.answering("old"));
        TestBackend sandbox = proxy.backend(TestBackend.answering("new"));
        proxy.start(production, sandbox);

        HttpResponse<String> response =
                send(request("/x").header("Cookie", "a=1").POST(BodyPublishers.ofString("body")));

        assertThat(response.body()).isEqualTo("old");
        var captured = proxy.awaitRecords(3);
        var request = captured.requests().get(0).request();
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.target()).isEqualTo("/x");
        assertThat(request.version()).isEqualTo("HTTP/2.0");
        assertThat(request.headers().get("host"))
                .isEqualTo("localhost:" + proxy.address().getPort());
        assertThat(captured.of("sandbox")).hasSize(1).allMatch(Result::complete);
        assertThat(captured.replies()).containsExactly("production");
        assertThat(sandbox.request().text()).isEqualTo("body");
    }
}

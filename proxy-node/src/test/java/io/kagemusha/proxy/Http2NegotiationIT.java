package io.kagemusha.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What node and backend agree to speak. */
@ExtendWith(BufferLeaks.class)
class Http2NegotiationIT {

    @RegisterExtension
    private final ProxyFixture http1 = new ProxyFixture();

    @RegisterExtension
    private final ProxyFixture proxy = new ProxyFixture();

    private void start(String url, String protocol) throws Exception {
        proxy.startYaml("backends: { production: { url: \"%s\", protocol: %s, master: true, tls: { ca: %s } } }"
                .formatted(url, protocol, TlsClient.file("ca.pem")));
    }

    /** A node of its own that speaks TLS, and HTTP/1.1 where nobody asks for more. */
    private String securedHttp1() throws Exception {
        http1.listening("tls: { certificate: %s, key: %s }"
                        .formatted(TlsClient.file("server.pem"), TlsClient.file("server.key")))
                .start(http1.backend(TestBackend.answering("hello")));
        return "https://127.0.0.1:" + http1.address().getPort();
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2", "auto"})
    void agreesToHttp2ByAlpn(String protocol) throws Exception {
        Http2TestBackend production = proxy.backend(Http2TestBackend.secured(call -> call.answer("hello")));
        start(production.url(), protocol);
        RawClient client = proxy.connect();

        assertThat(client.get("/1").read().text()).isEqualTo("hello");
        assertThat(client.get("/2").read().text()).isEqualTo("hello");

        assertThat(production.connections()).isEqualTo(1);
        assertThat(production.requests()).allMatch(call -> "https".equals(call.field(":scheme")));
    }

    @Test
    void speaksHttp1WhereItIsNotToldOtherwise() throws Exception {
        TestBackend production = proxy.backend(TestBackend.answering("hello"));
        start(production.url(), "auto");

        assertThat(proxy.connect().get("/").read().text()).isEqualTo("hello");
    }

    @ParameterizedTest
    @CsvSource({"/healthz, true", "/broken, false"})
    void asksForHealthByHttp2(String path, boolean well) throws Exception {
        Http2TestBackend production = proxy.backend(Http2TestBackend.of(call -> {
            if (call.path().equals("/broken")) {
                call.head(500, true);
            } else {
                call.answer("hello");
            }
        }));
        proxy.startYaml("""
                backends:
                  production:
                    url: "%s"
                    protocol: h2
                    master: true
                    health: { path: %s, interval: 10ms, timeout: 5s, fall: 1 }
                """.formatted(production.url(), path));

        await().until(() -> production.requests().size() > 2);
        await().until(() ->
                proxy.node().backends().iterator().next().instances().get(0).up() == well);
        assertThat(production.requests()).allMatch(call -> "kagemusha-health".equals(call.field("user-agent")));
    }

    @Test
    void speaksHttp1WithATlsServerThatDoesNotKnowMore() throws Exception {
        start(securedHttp1(), "auto");
        RawClient client = proxy.connect();

        assertThat(client.get("/1").read().text()).isEqualTo("hello");
        assertThat(client.get("/2").read().text()).isEqualTo("hello");
    }
}

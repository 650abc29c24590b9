package io.kagemusha.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kagemusha.common.exchange.FailureKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS with backends; the backend is another node that speaks TLS with its clients. */
class BackendTlsIT {

    @RegisterExtension
    private final ProxyFixture secured = new ProxyFixture();

    @RegisterExtension
    private final ProxyFixture proxy = new ProxyFixture();

    @TempDir
    private Path directory;

    @Test
    void trustsTheAuthorityThatItWasGiven() throws Exception {
        // Given
        secure("");
        start("ca: " + TlsClient.file("ca.pem"));

        // When
        var client = proxy.connect();

        // Then
        assertThat(client.get("/1").read().text()).isEqualTo("hello");
        assertThat(client.get("/2").read().text()).isEqualTo("hello");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ca: %s, server-name: elsewhere.test"})
    void refusesACertificateThatProvesNothing(String tls) throws Exception {
        // Given
        secure("");
        start(tls.formatted(TlsClient.file("ca.pem")));

        // When
        var answer = proxy.connect().get("/").read();

        // Then
        assertThat(answer.status()).isEqualTo(502);
        assertThat(proxy.counter("kagemusha.backend.failures", "failure", FailureKind.TLS.wireName()))
                .isEqualTo(1);
    }

    @Test
    void asksForAnotherNameThanTheUrls() throws Exception {
        // Given
        secure("");
        start("ca: %s, server-name: localhost".formatted(TlsClient.file("ca.pem")));

        // When / Then
        assertThat(proxy.connect().get("/").read().text()).isEqualTo("hello");
    }

    @Test
    void believesEverybodyWhereItIsTold() throws Exception {
        // Given
        secure("");
        start("verify: false, server-name: elsewhere.test");

        // When / Then
        assertThat(proxy.connect().get("/").read().text()).isEqualTo("hello");
    }

    @Test
    void provesItselfWhereTheBackendAsksForIt() throws Exception {
        // Given
        secure(", client-ca: " + TlsClient.file("ca.pem"));
        start("ca: %s, certificate: %s, key: %s"
                .formatted(TlsClient.file("ca.pem"), TlsClient.file("client.pem"), TlsClient.file("client.key")));

        // When / Then
        assertThat(proxy.connect().get("/").read().text()).isEqualTo("hello");
    }

    @Test
    void trustsReplacedAuthorities() throws Exception {
        // Given
        secure("");
        install("shop");
        start("ca: " + directory.resolve("tls.pem"));
        assertThat(proxy.connect().get("/").read().status()).isEqualTo(502);

        // When
        install("ca");

        // Then
        await().untilAsserted(() ->
                assertThat(proxy.connect().get("/").read().status()).isEqualTo(200));
    }

    @Test
    void provesItselfWithAReplacedCertificate() throws Exception {
        // Given
        secure(", client-ca: " + TlsClient.file("ca.pem"));
        // Of the same authority, but for servers
        install("shop");
        start("ca: %s, certificate: %s, key: %s"
                .formatted(TlsClient.file("ca.pem"), directory.resolve("tls.pem"), directory.resolve("tls.key")));
        assertThat(proxy.connect().get("/").read().status()).isEqualTo(502);

        // When
        install("client");

        // Then
        await().untilAsserted(() ->
                assertThat(proxy.connect().get("/").read().status()).isEqualTo(200));
    }

    /** Puts that certificate where the node looks for it, with its key where there is one. */
    private void install(String name) throws Exception {
        for (String suffix : new String[] {".key", ".pem"}) {
            Path file = TlsClient.file(name + suffix).toPath();
            if (Files.exists(file)) {
                Files.copy(file, directory.resolve("tls" + suffix), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private void secure(String more) throws Exception {
        secured.listening("tls: { certificate: %s, key: %s%s }"
                        .formatted(TlsClient.file("server.pem"), TlsClient.file("server.key"), more))
                .start(secured.backend(TestBackend.answering("hello")));
    }

    private void start(String tls) throws Exception {
        proxy.startYaml("backends: { production: { url: \"https://127.0.0.1:%d\", master: true, tls: { %s } } }"
                .formatted(secured.address().getPort(), tls));
    }
}

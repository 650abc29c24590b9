package io.kagemusha.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** TLS with clients (RFC 8446, RFC 5246), names by RFC 6066, 3. */
class TlsIT {

    private static final String REQUEST = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

    @RegisterExtension
    private final ProxyFixture proxy = new ProxyFixture();

    @TempDir
    private Path directory;

    @Test
    void answersOverTlsAndTellsTheBackend() throws Exception {
        // Given
        var master = proxy.backend(TestBackend.answering("hello"));
        proxy.listening(tls("server", "")).start(master);

        // When
        String answer = ask("localhost");

        // Then
        assertThat(answer).startsWith("HTTP/1.1 200").endsWith("hello");
        assertThat(master.requests().get(0).field("x-forwarded-proto")).isEqualTo("https");
    }

    @Test
    void presentsTheCertificateOfTheNameThatIsAskedFor() throws Exception {
        // Given
        proxy.listening(tls(
                        "server",
                        ", more: [{ certificate: %s, key: %s }]"
                                .formatted(TlsClient.file("shop.pem"), TlsClient.file("shop.key"))))
                .start(proxy.backend(TestBackend.answering("hello")));

        // When / Then
        assertThat(namesFor("shop.test")).isEqualTo("shop.test *.shop.test");
        assertThat(namesFor("a.shop.test")).isEqualTo("shop.test *.shop.test");
        assertThat(namesFor("unknown.test")).isEqualTo("localhost");
    }

    @Test
    void letsInOnlyClientsWithACertificateWhereItAsksForOne() throws Exception {
        // Given
        proxy.listening(tls("server", ", client-ca: " + TlsClient.file("ca.pem")))
                .start(proxy.backend(TestBackend.answering("hello")));

        // When / Then
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> ask("localhost"));
        try (var client = TlsClient.connect(proxy.address(), "localhost", "client")) {
            client.send(REQUEST);
            assertThat(client.readToEnd()).endsWith("hello");
        }
    }

    @Test
    void usesReplacedFilesAndKeepsTheOldOnesInPlaceOfBrokenOnes() throws Exception {
        // Given
        install("server");
        proxy.listening("tls: { certificate: %s, key: %s }"
                        .formatted(directory.resolve("tls.pem"), directory.resolve("tls.key")))
                .start(proxy.backend(TestBackend.answering("hello")));
        assertThat(namesFor("a")).isEqualTo("localhost");

        // When
        install("shop");

        // Then
        await().untilAsserted(() -> assertThat(namesFor("a")).isEqualTo("shop.test *.shop.test"));

        // When
        Files.writeString(directory.resolve("tls.pem"), "broken");
        install("server");

        // Then
        await().untilAsserted(() -> assertThat(namesFor("a")).isEqualTo("localhost"));
    }

    @Test
    void closesARefusedClientWithTheAlertThatSaysThatThisWasAll() throws Exception {
        // Given
        proxy.listening(tls("server", "")).start(proxy.backend(TestBackend.answering("hello")));

        // When / Then
        try (var client = TlsClient.connect(proxy.address(), "localhost")) {
            client.send("no HTTP\r\n\r\n");
            assertThat(client.readToEnd()).startsWith("HTTP/1.1 400");
        }
    }

    @Test
    void doesNotSayThatABrokenAnswerWasAll() throws Exception {
        // Given
        var master = proxy.backend(TestBackend.of(call -> {
            call.request();
            call.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n");
            call.close();
        }));
        proxy.listening(tls("server", "")).start(master);

        // When / Then
        try (var client = TlsClient.connect(proxy.address(), "localhost")) {
            client.send("GET / HTTP/1.0\r\n\r\n");
            assertThatExceptionOfType(IOException.class).isThrownBy(client::readToEnd);
        }
    }

    @Test
    void closesWhoSpeaksClearText() throws Exception {
        // Given
        proxy.listening(tls("server", "")).start(proxy.backend(TestBackend.answering("hello")));
        var client = proxy.connect();

        // When
        client.send(REQUEST);

        // Then
        assertThat(client.readToEnd()).doesNotContain("HTTP/1.1");
    }

    @Test
    void doesNotStartWithFilesThatAreNoCertificates() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> proxy.listening("tls: { certificate: pom.xml, key: pom.xml }")
                        .start(proxy.backend(TestBackend.answering("hello"))))
                .withMessageContaining("pom.xml")
                .withMessageContaining("expected: ");
    }

    private String ask(String name) throws IOException {
        try (var client = TlsClient.connect(proxy.address(), name)) {
            client.send(REQUEST);
            return client.readToEnd();
        }
    }

    private String namesFor(String name) throws Exception {
        try (var client = TlsClient.connect(proxy.address(), name)) {
            client.send(REQUEST);
            client.readToEnd();
            return client.serverNames();
        } catch (SSLException e) {
            return e.getMessage();
        }
    }

    private void install(String name) throws IOException {
        for (String suffix : new String[] {".key", ".pem"}) {
            Files.copy(
                    TlsClient.file(name + suffix).toPath(),
                    directory.resolve("tls" + suffix),
                    StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static String tls(String name, String more) {
        return "tls: { certificate: %s, key: %s%s }"
                .formatted(TlsClient.file(name + ".pem"), TlsClient.file(name + ".key"), more);
    }
}

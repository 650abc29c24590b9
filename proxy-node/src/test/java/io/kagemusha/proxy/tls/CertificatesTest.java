package io.kagemusha.proxy.tls;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.kagemusha.common.configuration.ListenerTls;
import io.kagemusha.common.configuration.TlsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificatesTest {

    @TempDir
    private Path directory;

    @Test
    void refusesAKeyThatIsNotTheCertificates() throws IOException {
        install("server.pem", "tls.pem");
        install("shop.key", "tls.key");

        try (var certificates = new Certificates()) {
            assertThatIOException()
                    .isThrownBy(() -> certificates.of(settings()))
                    .withMessageContaining("certificate and key do not belong together");
        }
    }

    @Test
    void refusesAKeyThatTheEngineSignsNothingWith() throws IOException {
        install("ed25519.pem", "tls.pem");
        install("ed25519.key", "tls.key");

        try (var certificates = new Certificates()) {
            assertThatIOException()
                    .isThrownBy(() -> certificates.of(settings()))
                    .withMessageContaining("expected: a key of RSA or of an elliptic curve, not of EdDSA");
        }
    }

    @Test
    void keepsThePairBeforeInPlaceOfOneThatDoesNotBelongTogether() throws IOException {
        install("server.pem", "tls.pem");
        install("server.key", "tls.key");
        try (var certificates = new Certificates()) {
            var used = certificates.of(settings());
            var before = used.get();

            install("shop.key", "tls.key");
            used.refresh();
            var halfReplaced = used.get();
            install("shop.pem", "tls.pem");
            used.refresh();

            assertThat(halfReplaced).isSameAs(before);
            assertThat(used.get()).isNotSameAs(before);
        }
    }

    private ListenerTls settings() {
        var files = new TlsFiles(directory.resolve("tls.pem"), directory.resolve("tls.key"));
        return new ListenerTls(List.of(files), null);
    }

    private void install(String name, String as) throws IOException {
        Files.copy(Path.of("src", "test", "resources", "tls", name), directory.resolve(as), REPLACE_EXISTING);
    }
}

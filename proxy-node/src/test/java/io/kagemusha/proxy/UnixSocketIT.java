package io.kagemusha.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kagemusha.common.exchange.FailureKind;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Unix sockets on both sides: a node whose backend is another node's listener. */
@ExtendWith(BufferLeaks.class)
class UnixSocketIT {

    @RegisterExtension
    final ProxyFixture behind = new ProxyFixture();

    @RegisterExtension
    final ProxyFixture proxy = new ProxyFixture();

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("node.sock");
    }

    private TestBackend startBehind() throws Exception {
        TestBackend production = behind.backend(TestBackend.answering("hello"));
        behind.listeningAt("unix:" + file).start(production);
        return production;
    }

    private void leaveAStaleFile() throws IOException {
        try (var gone = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            gone.bind(UnixDomainSocketAddress.of(file));
        }
        assertThat(file).exists();
    }

    @ParameterizedTest
    @CsvSource({"'', /a?b", ":/base, /base/a?b", ":/base?k=v, /base/a?b&k=v"})
    void connectsAndIsConnectedTo(String rest, String target) throws Exception {
        TestBackend production = startBehind();
        proxy.startYaml("backends: { production: { url: \"http://unix:%s%s\", master: true } }".formatted(file, rest));
        RawClient client = proxy.connect();

        assertThat(client.get("/a?b").read().text()).isEqualTo("hello");
        assertThat(client.get("/a?b").read().text()).isEqualTo("hello");

        RawMessage request = production.requests().get(0);
        assertThat(request.target()).isEqualTo(target);
        assertThat(request.field("host")).isEqualTo("test");
        assertThat(request.field("x-forwarded-for")).isEqualTo("127.0.0.1, unix:");
        assertThat(production.connections()).isEqualTo(1);
    }

    @Test
    void saysWhereItListens() throws Exception {
        startBehind();

        assertThat(behind.node().urls()).isEqualTo("http://unix:" + file);
        assertThat(behind.node().addresses()).isEmpty();
    }

    @Test
    void takesTheFileOfAProcessThatIsGone() throws Exception {
        leaveAStaleFile();
        startBehind();
        proxy.startYaml("backends: { production: { url: \"http://unix:%s\", master: true } }".formatted(file));

        assertThat(proxy.connect().get("/").read().text()).isEqualTo("hello");
    }

    @Test
    void leavesASocketAloneOnWhichSomebodyListens() throws Exception {
        startBehind();

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> proxy.listeningAt("unix:" + file).start(TestBackend.answering("other")))
                .withMessage("listener unix:" + file + ": another process listens there");

        assertThat(file).exists();
    }

    @Test
    void leavesAFileAloneThatIsNoSocket() throws Exception {
        Files.writeString(file, "precious");

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> proxy.listeningAt("unix:" + file).start(TestBackend.answering("other")))
                .withMessage("listener unix:" + file + ": " + file + " is no socket");

        assertThat(file).hasContent("precious");
    }

    @Test
    void removesTheFileWhenItStops() throws Exception {
        startBehind();

        behind.node().drain();

        assertThat(file).doesNotExist();
    }

    @Test
    void cannotConnectWhereNobodyListens() throws Exception {
        proxy.startYaml("backends: { production: { url: \"http://unix:%s\", master: true } }".formatted(file));

        assertThat(proxy.connect().get("/").read().status()).isEqualTo(502);

        assertThat(proxy.counter("kagemusha.backend.failures", "failure", FailureKind.CONNECT_REFUSED.wireName()))
                .isEqualTo(1);
    }
}

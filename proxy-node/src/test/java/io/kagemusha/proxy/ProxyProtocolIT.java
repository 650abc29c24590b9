package io.kagemusha.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The PROXY protocol, versions 1 and 2. */
class ProxyProtocolIT {

    private static final String REQUEST = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String SIGNATURE_2 = "0d0a0d0a000d0a515549540a";

    @RegisterExtension
    private final ProxyFixture proxy = new ProxyFixture();

    private TestBackend master;

    @BeforeEach
    void start() throws Exception {
        master = proxy.backend(TestBackend.answering("hello"));
        proxy.listening("proxy-protocol: true").start(master);
    }

    @Test
    void takesTheClientsAddressFromVersion1() throws Exception {
        assertThat(forwardedFor("PROXY TCP4 203.0.113.7 10.0.0.1 5000 80\r\n")).isEqualTo("203.0.113.7");
    }

    @Test
    void takesTheClientsAddressFromVersion2() throws Exception {
        // PROXY over TCP and IPv4, twelve bytes: source, destination, their ports
        assertThat(forwardedFor(bytes(SIGNATURE_2 + "2111000c" + "cb007107" + "0a000001" + "1388" + "0050")))
                .isEqualTo("203.0.113.7");
    }

    @Test
    void takesTheClientsAddressOfVersion6OfTheInternetProtocol() throws Exception {
        assertThat(forwardedFor("PROXY TCP6 2001:db8::7 2001:db8::1 5000 80\r\n"))
                .isEqualTo("2001:db8::7");
    }

    @Test
    void keepsTheConnectionsAddressWhereTheHeaderNamesNone() throws Exception {
        assertThat(forwardedFor("PROXY UNKNOWN\r\n")).isEqualTo("127.0.0.1");
        assertThat(forwardedFor(bytes(SIGNATURE_2 + "20000000"))).isEqualTo("127.0.0.1");
    }

    @Test
    void closesWhoSendsNoHeader() throws Exception {
        // Given
        var client = proxy.connect();

        // When
        client.send(REQUEST);

        // Then
        assertThat(client.readToEnd()).isEmpty();
        assertThat(master.requests()).isEmpty();
    }

    private String forwardedFor(String header) throws Exception {
        var client = proxy.connect();
        client.send(header + REQUEST);
        assertThat(client.read().status()).isEqualTo(200);
        return master.requests().get(master.requests().size() - 1).field("x-forwarded-for");
    }

    private static String bytes(String hex) {
        return new String(HexFormat.of().parseHex(hex), ISO_8859_1);
    }
}

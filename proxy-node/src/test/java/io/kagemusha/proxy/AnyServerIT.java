package io.kagemusha.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Servers in rotation may be of any make, and be reached by name or address, on this machine or over its network. */
@ExtendWith(BufferLeaks.class)
class AnyServerIT {

    @RegisterExtension
    final ProxyFixture proxy = new ProxyFixture();

    private HttpServer server;

    @AfterEach
    void stop() {
        if (server != null) {
            server.stop(0);
        }
    }

    private int serve(InetAddress address) throws Exception {
        server = HttpServer.create(new InetSocketAddress(address, 0), 0);
        server.createContext("/", exchange -> {
            byte[] body = "another make".getBytes(UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        return server.getAddress().getPort();
    }

    @Test
    void takesTurnsWithOneThatIsReachedByName() throws Exception {
        assertTakesTurns("localhost:" + serve(InetAddress.getByAddress(new byte[] {127, 0, 0, 1})));
    }

    @Test
    void takesTurnsWithOneThatIsReachedOverTheNetwork() throws Exception {
        Optional<InetAddress> own = NetworkInterface.networkInterfaces()
                .flatMap(AnyServerIT::addresses)
                .filter(address -> !address.isLoopbackAddress() && address.getAddress().length == 4)
                .findFirst();
        assumeTrue(own.isPresent(), "this machine has no address but its own loopback's");

        assertTakesTurns(own.get().getHostAddress() + ":" + serve(own.get()));
    }

    private static Stream<InetAddress> addresses(NetworkInterface one) {
        return one.inetAddresses();
    }

    private void assertTakesTurns(String address) throws Exception {
        TestBackend first = proxy.backend(TestBackend.answering("first"));
        proxy.startYaml("""
                backends:
                  production: { urls: ["%s", "http://%s"], master: true }
                """.formatted(first.url(), address));
        RawClient client = proxy.connect();

        for (int i = 0; i < 3; i++) {
            assertThat(client.get("/").read().text()).isEqualTo("first");
            assertThat(client.get("/").read().text()).isEqualTo("another make");
        }
    }
}

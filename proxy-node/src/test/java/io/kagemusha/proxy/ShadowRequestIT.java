package io.kagemusha.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a shadow is sent of the client's request. */
@ExtendWith(BufferLeaks.class)
class ShadowRequestIT {

    @RegisterExtension
    final ProxyFixture proxy = new ProxyFixture();

    private TestBackend sandbox;

    @BeforeEach
    void start() throws Exception {
        sandbox = proxy.backend(TestBackend.answering("sandbox"));
        proxy.start(proxy.backend(TestBackend.answering("production")), sandbox);
    }

    @Test
    void hasTheClientAppendedToTheAddressesThatItWasForwardedForBefore() throws Exception {
        proxy.connect()
                .send("GET / HTTP/1.1\r\nHost: test\r\nX-Forwarded-For: 203.0.113.7\r\n\r\n")
                .read();

        proxy.awaitRecords(3);
        assertThat(sandbox.request().field("x-forwarded-for")).isEqualTo("203.0.113.7, 127.0.0.1");
    }

    @Test
    void hasTheClientsAddressWhereItWasNotForwardedBefore() throws Exception {
        proxy.connect().get("/").read();

        proxy.awaitRecords(3);
        assertThat(sandbox.request().field("x-forwarded-for")).isEqualTo("127.0.0.1");
    }

    @Test
    void hasTheBodyWhetherItsLengthWasToldOrNot() throws Exception {
        RawClient client = proxy.connect();

        client.post("/told", "a=1&b=2").read();
        client.send("PUT /untold HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "3\r\na=1\r\n4\r\n&b=2\r\n0\r\n\r\n")
                .read();

        proxy.awaitRecords(6);
        assertThat(sandbox.requests())
                .extracting(request -> request.target() + " " + request.text())
                .containsExactlyInAnyOrder("/told a=1&b=2", "/untold a=1&b=2");
    }

    @Test
    void keepsItsConnectionThoughTheClientClosesItsOwn() throws Exception {
        for (int i = 0; i < 5; i++) {
            proxy.connect()
                    .send("GET / HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n")
                    .readToEnd();
            proxy.awaitQuiet();
        }

        assertThat(sandbox.connections())
                .isLessThanOrEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(sandbox.requests())
                .hasSize(5)
                .allMatch(request -> request.all("connection").isEmpty());
    }
}

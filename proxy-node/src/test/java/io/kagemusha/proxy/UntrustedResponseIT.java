package io.kagemusha.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.kagemusha.common.exchange.FailureKind;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Backends that say more than they were asked. {@link ResponseSyntaxIT} has those that say it wrongly. */
@ExtendWith(BufferLeaks.class)
class UntrustedResponseIT {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";
    private static final String POISON = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison";

    @RegisterExtension
    final ProxyFixture proxy = new ProxyFixture();

    @Test
    @DisplayName("RFC 9112, 9.2: what a backend sends unasked reaches nobody")
    void givesNobodyWhatComesAfterTheResponse() throws Exception {
        TestBackend production = proxy.backend(TestBackend.of(call -> {
            call.request();
            call.send(OK + POISON);
        }));
        proxy.start(production);
        RawClient client = proxy.connect();

        client.send("GET /1 HTTP/1.1\r\nHost: test\r\n\r\nGET /2 HTTP/1.1\r\nHost: test\r\n\r\n"
                + "GET /3 HTTP/1.1\r\nHost: test\r\n\r\n");

        for (int i = 0; i < 3; i++) {
            assertThat(client.read().text()).isEqualTo("hi");
        }
        assertThat(production.connections()).isEqualTo(3);
    }

    @Test
    void givesNobodyTheBodyOfAnAnswerToHead() throws Exception {
        TestBackend production = proxy.backend(TestBackend.of(call -> {
            call.request();
            call.send("HTTP/1.1 200 OK\r\nContent-Length: " + POISON.length() + "\r\n\r\n" + POISON);
        }));
        proxy.start(production);
        RawClient client = proxy.connect();

        client.send("HEAD / HTTP/1.1\r\nHost: test\r\n\r\nGET / HTTP/1.1\r\nHost: test\r\n\r\n");

        assertThat(client.readHead().field("content-length")).isEqualTo(String.valueOf(POISON.length()));
        assertThat(client.read().text()).isEqualTo(POISON);
    }

    @Test
    void keepsLengthThoughConnectionNamesIt() throws Exception {
        TestBackend production = proxy.backend(TestBackend.of(call -> {
            call.request();
            call.send("HTTP/1.1 200 OK\r\nConnection: Content-Length\r\nContent-Length: 2\r\n\r\nhi");
        }));
        proxy.start(production);
        RawClient client = proxy.connect();

        assertThat(client.get("/").read().text()).isEqualTo("hi");
        assertThat(client.get("/").read().text()).isEqualTo("hi");
    }

    @Test
    void passesInterimResponsesOnButNotToOldClients() throws Exception {
        TestBackend production = proxy.backend(TestBackend.of(call -> {
            call.request();
            call.send("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n" + OK);
        }));
        proxy.start(production);
        RawClient client = proxy.connect();

        client.get("/");
        assertThat(client.readHead().fields()).containsExactly("Link: </a>");
        assertThat(client.read().text()).isEqualTo("hi");
        client.send("GET / HTTP/1.0\r\n\r\n");
        assertThat(client.read().text()).isEqualTo("hi");
    }

    @Test
    @DisplayName("RFC 9110, 15.2: interim responses without end do end")
    void endsFloodOfInterimResponses() throws Exception {
        TestBackend flooding = proxy.backend(TestBackend.of(call -> {
            call.request();
            while (true) {
                call.send("HTTP/1.1 102 Processing\r\n\r\n");
            }
        }));
        TestBackend sandbox = proxy.backend(TestBackend.answering("sandbox"));
        proxy.start(flooding, sandbox);
        RawClient client = proxy.connect().get("/");

        RawMessage answer = client.readHead();
        for (int i = 0; answer.status() == 102; i++) {
            assertThat(i).isLessThan(1000);
            answer = client.readHead();
        }

        assertThat(answer.status()).isEqualTo(502);
        assertThat(proxy.awaitRecords(3).of("production").get(0).failure().kind())
                .isEqualTo(FailureKind.PROTOCOL_ERROR);
    }

    @Test
    void closesConnectionOnWhichMungedMethodMadeTheLengthAnothers() throws Exception {
        TestBackend production = proxy.backend(TestBackend.of(call -> {
            call.request();
            call.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
        }));
        proxy.onMunge((backend, request) -> request.method("HEAD")).start(production);

        // Both at once: what came after the last look at the connection would make its end a reset
        String answer = proxy.connect()
                .send("GET / HTTP/1.1\r\nHost: test\r\n\r\n".repeat(2))
                .readToEnd();

        assertThat(answer).containsOnlyOnce("HTTP/1.1").endsWith("\r\n\r\n");
    }

    @Test
    void sendsNoBodyToHeadThatWasMungedIntoGet() throws Exception {
        proxy.onMunge((backend, request) -> request.method("GET")).start(proxy.backend(TestBackend.answering(POISON)));
        RawClient client = proxy.connect();

        client.send("HEAD / HTTP/1.1\r\nHost: test\r\n\r\n");
        assertThat(client.readHead().status()).isEqualTo(200);
        client.get("/");

        assertThat(client.read().text()).isEqualTo(POISON);
    }
}

package io.kagemusha.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

@ExtendWith(BufferLeaks.class)
class ContinueIT {

    private static final String HEAD =
            "POST / HTTP/1.1\r\nHost: test\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n";

    @RegisterExtension
    final ProxyFixture proxy = new ProxyFixture();

    @Test
    @DisplayName("RFC 9110, 10.1.1: 100 is sent once, and Expect stops here")
    void tellsClientToSendItsBodyOnce() throws Exception {
        TestBackend production = proxy.backend(TestBackend.of(call -> {
            call.send("HTTP/1.1 100 Continue\r\n\r\n");
            call.answer("hi");
        }));
        proxy.start(production);
        RawClient client = proxy.connect().send(HEAD);

        assertThat(client.readHead().startLine()).isEqualTo("HTTP/1.1 100 Continue");
        client.send("body");

        assertThat(client.read().text()).isEqualTo("hi");
        assertThat(production.request().text()).isEqualTo("body");
        assertThat(production.request().all("expect")).isEmpty();
    }

    @Test
    @DisplayName("RFC 9110, 10.1.1: 100 comes after the answers to earlier requests")
    void answersPipelinedRequestBeforeItTellsToGoOn() throws Exception {
        proxy.start(proxy.backend(TestBackend.answering("hi")));
        RawClient client = proxy.connect().get("/").send(HEAD);

        assertThat(client.read().text()).isEqualTo("hi");
        assertThat(client.readHead().status()).isEqualTo(100);
        client.send("body");

        assertThat(client.read().text()).isEqualTo("hi");
    }

    @Test
    @DisplayName("RFC 9110, 10.1.1: a body that does not wait for 100 is taken")
    void takesBodyThatDidNotWait() throws Exception {
        proxy.start(proxy.backend(TestBackend.answering("hi")));
        RawClient client = proxy.connect().send(HEAD + "body").get("/");

        assertThat(client.readHead().status()).isEqualTo(100);
        assertThat(client.read().text()).isEqualTo("hi");
        assertThat(client.read().text()).isEqualTo("hi");
    }
}

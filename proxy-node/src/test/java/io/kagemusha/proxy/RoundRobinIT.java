package io.kagemusha.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.kagemusha.common.exchange.FailureKind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

@ExtendWith(BufferLeaks.class)
class RoundRobinIT {

    @RegisterExtension
    final ProxyFixture proxy = new ProxyFixture();

    private void start(String a, String b, String c) throws Exception {
        proxy.startYaml("""
                backends:
                  a: { url: %s, master: true }
                  b: { url: %s }
                  c: { url: %s }
                routes: [ { name: turns, backends: [a, b, c], reply: round-robin } ]
                """.formatted(a, b, c));
    }

    private TestBackend answering(String text) throws Exception {
        return proxy.backend(TestBackend.answering(text));
    }

    private List<String> answers(int count) throws Exception {
        var answers = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            // A connection each: the turns are the node's, not a connection's
            answers.add(proxy.connect().get("/" + i).read().text());
        }
        return answers;
    }

    @Test
    void givesEachOneTurnInOrderAndTheOthersNothing() throws Exception {
        TestBackend a = answering("a");
        TestBackend b = answering("b");
        TestBackend c = answering("c");
        start(a.url(), b.url(), c.url());

        assertThat(answers(7)).containsExactly("a", "b", "c", "a", "b", "c", "a");

        proxy.awaitQuiet();
        assertThat(List.of(a.heads(), b.heads(), c.heads())).containsExactly(3, 2, 2);
        assertThat(proxy.captured().records()).isEmpty();
    }

    @Test
    void givesTheTurnOfADeadOneToTheNextForTheSameRequest() throws Exception {
        start(answering("a").url(), TestBackend.refusingUrl(), answering("c").url());

        assertThat(answers(4)).containsExactly("a", "c", "c", "a");

        var captured = proxy.awaitRecords(3);
        assertThat(captured.requests().get(0).selection().backends()).containsExactly("b", "c");
        assertThat(captured.of("b").get(0).failure().kind()).isEqualTo(FailureKind.CONNECT_REFUSED);
        assertThat(captured.replies()).containsExactly("c");
    }

    @Test
    void goesOnWithIdempotentRequestsOnlyWhenOneDiesBetweenChoiceAndReply() throws Exception {
        TestBackend dying = proxy.backend(TestBackend.of(call -> {
            call.request();
            call.close();
        }));
        TestBackend c = answering("c");
        start(dying.url(), dying.url(), c.url());
        RawClient client = proxy.connect();

        RawMessage got = client.get("/").read();
        RawMessage posted = client.post("/", "body").read();

        assertThat(got.text()).isEqualTo("c");
        assertThat(posted.status()).isEqualTo(502);
        proxy.awaitQuiet();
        assertThat(c.requests()).extracting(RawMessage::method).containsExactly("GET");
    }

    @Test
    void answersBadGatewayWhenAllAreDown() throws Exception {
        start(TestBackend.refusingUrl(), TestBackend.refusingUrl(), TestBackend.refusingUrl());

        assertThat(proxy.connect().get("/").read().status()).isEqualTo(502);

        assertThat(proxy.awaitRecords(4).replies()).containsExactly("a");
    }

    @Test
    void passesOnWhateverTheOneAnswers() throws Exception {
        TestBackend a =
                proxy.backend(TestBackend.of(call -> call.send("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n")));
        start(a.url(), answering("b").url(), answering("c").url());

        assertThat(proxy.connect().get("/").read().status()).isEqualTo(500);
    }

    @Test
    void sendsNamedShadowsEveryRequest() throws Exception {
        TestBackend shadow = answering("shadow");
        proxy.startYaml("""
                backends:
                  a: { url: %s, master: true }
                  b: { url: %s }
                  shadow: { url: %s }
                routes: [ { name: turns, shadows: [shadow], reply: round-robin } ]
                """.formatted(answering("a").url(), answering("b").url(), shadow.url()));

        assertThat(answers(4)).containsExactly("a", "b", "a", "b");

        assertThat(proxy.awaitRecords(12).of("shadow")).hasSize(4);
        assertThat(shadow.requests()).hasSize(4);
    }
}

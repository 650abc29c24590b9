package io.kagemusha.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

@ExtendWith(BufferLeaks.class)
class InstancesIT {

    @RegisterExtension
    final ProxyFixture proxy = new ProxyFixture();

    @RegisterExtension
    final LogLines log = new LogLines();

    private List<TestBackend> instances(String... names) throws Exception {
        var instances = new ArrayList<TestBackend>();
        for (String name : names) {
            instances.add(proxy.backend(TestBackend.answering(name)));
        }
        return instances;
    }

    private void start(List<TestBackend> instances, String settings) throws Exception {
        proxy.startYaml("""
                backends:
                  production: { urls: %s, master: true, %s }
                """.formatted(
                        instances.stream().map(one -> "'" + one.url() + "'").toList(), settings));
    }

    private static String address(TestBackend instance) {
        return instance.url().substring("http://".length());
    }

    private double up(TestBackend instance) {
        return proxy.gauge("kagemusha.instance.up", "backend", "production", "instance", address(instance));
    }

    @Test
    void takeTurnsInOrder() throws Exception {
        List<TestBackend> instances = instances("a", "b", "c");
        start(instances, "max-fails: 1");
        RawClient client = proxy.connect();

        assertThat(turns(client, 9)).isEqualTo("abcabcabc");
        assertThat(instances).extracting(TestBackend::connections).containsOnly(1);
    }

    private String turns(RawClient client, int requests) throws Exception {
        var answers = new StringBuilder();
        for (int i = 0; i < requests; i++) {
            answers.append(client.get("/" + i).read().text());
        }
        return answers.toString();
    }

    @Test
    void passOverOneThatDiedAndTakeItBackWhenItIsThereAgain() throws Exception {
        List<TestBackend> instances = instances("a", "b", "c");
        start(instances, "fail-timeout: 200ms");
        RawClient client = proxy.connect();
        assertThat(turns(client, 6)).isEqualTo("abcabc");
        TestBackend dead = instances.get(1);
        dead.close();
        await().until(() -> dead.ended() == 1);

        assertThat(turns(client, 30)).hasSize(30).doesNotContain("b");
        assertThat(up(dead)).isZero();

        TestBackend back = proxy.backend(TestBackend.inPlaceOf(dead, call -> call.answer("b")));
        await().until(() -> turns(client, 1).length() == 1 && up(back) == 1);
        assertThat(turns(client, 6)).contains("abc");
        String name = "backend production (" + address(dead) + ") ";
        assertThat(log.of("Instances"))
                .satisfiesExactly(
                        line -> assertThat(line)
                                .isEqualTo(name + "refused the connection; its turns go to the 2 of 3 instances that "
                                        + "are up, a request tries it again in 200ms"),
                        line -> assertThat(line)
                                .startsWith(name + "is back after ")
                                .endsWith(" s; 3 of 3 instances are up"));
    }

    @Test
    void answerPostsTooWhileOneOfThemRefuses() throws Exception {
        List<TestBackend> instances = instances("a", "b", "c");
        start(instances, "max-fails: 0");
        instances.get(1).close();
        RawClient client = proxy.connect();

        for (int i = 0; i < 9; i++) {
            assertThat(client.post("/" + i, "body").read().status()).isEqualTo(200);
        }

        assertThat(instances.get(0).requests())
                .hasSizeBetween(3, 6)
                .allMatch(request -> request.text().equals("body"));
        assertThat(up(instances.get(1))).isEqualTo(1);
    }

    @Test
    void timeOutWhenNoneTakesAConnection() throws Exception {
        try (var first = new FullServer();
                var second = new FullServer();
                var third = new FullServer()) {
            proxy.startYaml("""
                    backends:
                      production: { urls: ["%s", "%s", "%s"], master: true, connect-timeout: 50ms, fail-timeout: 1h }
                    """.formatted(first.url(), second.url(), third.url()));
            RawClient client = proxy.connect();

            assertThat(client.get("/").read().status()).isEqualTo(504);
            assertThat(client.get("/").read().status()).isEqualTo(504);
        }

        assertThat(log.of("Instances")).hasSize(3).last().asString().contains("none of 3 instances is up");
    }

    @Test
    void areTriedAllTheSameWhenNoneIsUp() throws Exception {
        List<TestBackend> instances = instances("a", "b");
        start(instances, "fail-timeout: 1h");
        RawClient client = proxy.connect();
        for (TestBackend instance : instances) {
            instance.close();
        }

        await().until(() -> {
            assertThat(client.get("/").read().status()).isEqualTo(502);
            return up(instances.get(0)) + up(instances.get(1)) == 0;
        });
        proxy.backend(TestBackend.inPlaceOf(instances.get(0), call -> call.answer("back")));

        await().until(() -> client.get("/").read().status() == 200);
        assertThat(client.get("/").read().text()).isEqualTo("back");
    }

    @Test
    void areTakenOutAndBackByTheirHealthChecks() throws Exception {
        var well = new AtomicBoolean(true);
        TestBackend steady = proxy.backend(TestBackend.answering("steady"));
        TestBackend ailing = proxy.backend(TestBackend.of(call -> {
            if (call.head().target().equals("/healthz?deep=1") && !well.get()) {
                call.send("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n");
            } else {
                call.answer("ailing");
            }
        }));
        start(
                List.of(steady, ailing),
                "health: { path: '/healthz?deep=1', interval: 10ms, timeout: 5s, fall: 2, rise: 2 }");
        RawClient client = proxy.connect();

        well.set(false);
        // The line comes after the rotation has changed, the gauge before
        await().until(() -> log.of("Instances").size() == 1);
        assertThat(up(ailing)).isZero();
        for (int i = 0; i < 4; i++) {
            assertThat(client.get("/").read().text()).isEqualTo("steady");
        }
        well.set(true);
        await().until(() -> log.of("Instances").size() == 2);
        assertThat(up(ailing)).isEqualTo(1);

        assertThat(List.of(client.get("/").read().text(), client.get("/").read().text()))
                .containsExactlyInAnyOrder("steady", "ailing");
        assertThat(log.of("Instances"))
                .hasSize(2)
                .first()
                .asString()
                .endsWith("answered its health check with 503; its turns go to the 1 of 2 instances that are up, it is "
                        + "back when it has passed 2 health checks");
        assertThat(ailing.requests())
                .allMatch(request -> request.field("host").equals(address(ailing))
                        || request.field("host").equals("test"));
    }

    @Test
    void areTakenOutWhenTheyDoNotAnswerTheirHealthChecks() throws Exception {
        TestBackend hung = proxy.backend(TestBackend.silent());
        start(List.of(hung), "health: { path: /, interval: 10ms, timeout: 20ms, fall: 1 }");

        await().until(() -> log.of("Instances").size() == 1);
        assertThat(up(hung)).isZero();

        await().until(() -> hung.ended() >= 3);
        assertThat(log.of("Instances"))
                .singleElement()
                .asString()
                .endsWith(
                        "did not answer its health check within 20ms; it has no other instance and is tried all the same");
    }

    @Test
    void areConnectedToAnewWhenTheirConnectionsAreOld() throws Exception {
        List<TestBackend> instances = instances("a");
        start(instances, "max-age: 1ms");
        RawClient client = proxy.connect();

        await().until(() -> {
            client.get("/").read();
            return instances.get(0).connections() > 3;
        });
    }
}

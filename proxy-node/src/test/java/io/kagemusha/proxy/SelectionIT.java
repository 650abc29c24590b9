package io.kagemusha.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.kagemusha.common.hook.SelectBackends;
import java.io.IOError;
import java.io.IOException;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(BufferLeaks.class)
class SelectionIT {

    @RegisterExtension
    final ProxyFixture proxy = new ProxyFixture();

    @RegisterExtension
    final LogLines log = new LogLines();

    private TestBackend production;
    private TestBackend sandbox;

    @BeforeEach
    void backends() throws Exception {
        production = proxy.backend(TestBackend.answering("production"));
        sandbox = proxy.backend(TestBackend.answering("sandbox"));
    }

    @Test
    void selectsAllBackendsWithoutRoutesAndHooks() throws Exception {
        proxy.start(production, sandbox);

        RawMessage answer = proxy.connect().get("/").read();

        assertThat(answer.text()).isEqualTo("production");
        proxy.awaitRecords(3);
        assertThat(production.requests()).hasSize(1);
        assertThat(sandbox.requests()).hasSize(1);
    }

    @Test
    void sendsGetToBothAndPostToProductionOnOneConnection() throws Exception {
        proxy.startYaml("""
                backends:
                  production: { url: %s, master: true }
                  sandbox: { url: %s }
                routes:
                  - { name: reads, match: { methods: [GET] } }
                  - { name: rest, backends: [production] }
                """.formatted(production.url(), sandbox.url()));
        RawClient client = proxy.connect();

        client.post("/a", "body");
        assertThat(client.read().text()).isEqualTo("production");
        client.get("/b");
        assertThat(client.read().text()).isEqualTo("production");

        proxy.awaitRecords(3);
        assertThat(sandbox.request().startLine()).isEqualTo("GET /b HTTP/1.1");
        assertThat(production.requests()).extracting(RawMessage::target).containsExactly("/a", "/b");
        assertThat(proxy.captured().requests().get(0).selection().route()).isEqualTo("reads");
    }

    @Test
    void showsTheHookWhichRequestItIsWhereItCameFromAndTheRouteThatItTakes() throws Exception {
        var seen = new CompletableFuture<List<String>>();
        proxy.onSelect(request -> {
                    seen.complete(List.of(
                            request.requestId(),
                            request.clientAddress(),
                            request.route(),
                            request.method(),
                            request.target(),
                            String.join(" ", request.headers().all("x-twice"))));
                    return List.of("production", "sandbox");
                })
                .startYaml("""
                        backends:
                          production: { url: %s, master: true }
                          sandbox: { url: %s }
                        routes:
                          - { name: writes, match: { methods: [POST] } }
                          - { name: reads }
                        """.formatted(production.url(), sandbox.url()));

        proxy.connect()
                .send("GET /a?b=1&b=2 HTTP/1.1\r\nHost: test\r\nX-Twice: 1\r\nX-Other: 3\r\nx-twice: 2\r\n\r\n")
                .read();

        String requestId = proxy.awaitRecords(3).requests().get(0).selection().requestId();
        assertThat(seen).isCompletedWithValue(List.of(requestId, "127.0.0.1", "reads", "GET", "/a?b=1&b=2", "1 2"));
    }

    @Test
    void answersWithFirstUsableWhenHookLeavesOutMaster() throws Exception {
        TestBackend failing =
                proxy.backend(TestBackend.of(call -> call.send("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n")));
        proxy.onSelect(request -> List.of("failing", "sandbox"))
                .startYaml("""
                        backends:
                          production: { url: %s, master: true }
                          failing: { url: %s }
                          sandbox: { url: %s }
                        """.formatted(production.url(), failing.url(), sandbox.url()));

        RawMessage answer = proxy.connect().get("/").read();

        assertThat(answer.text()).isEqualTo("sandbox");
        assertThat(proxy.awaitRecords(3).replies()).containsExactly("sandbox");
        assertThat(production.requests()).isEmpty();
    }

    @Test
    void asksMasterAloneWhenHookGivesNothing() throws Exception {
        proxy.onSelect(request -> List.of()).start(production, sandbox);

        assertMasterAnswersAlone();
    }

    @Test
    void asksMasterAloneWhenHookGivesNull() throws Exception {
        proxy.onSelect(request -> null).start(production, sandbox);

        assertMasterAnswersAlone();
    }

    @Test
    void asksMasterAloneWhenHookThrows() throws Exception {
        proxy.onSelect(request -> {
                    throw new IllegalStateException("hook");
                })
                .start(production, sandbox);

        assertMasterAnswersAlone();
        assertThat(proxy.counter("kagemusha.select.failures")).isEqualTo(1);
        assertThat(log.of("HookFailures"))
                .containsExactly("SelectBackends hook failed: java.lang.IllegalStateException: hook; "
                        + "the master answers alone");
    }

    static Stream<Error> errors() {
        return Stream.of(
                new NoSuchMethodError("hook"),
                new StackOverflowError(),
                new ServiceConfigurationError("x"),
                new IOError(new IOException("x")));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void asksMasterAloneWhenHookThrowsAnError(Error error) throws Exception {
        proxy.onSelect(request -> {
                    throw error;
                })
                .start(production, sandbox);

        assertMasterAnswersAlone();
        assertThat(proxy.counter("kagemusha.select.failures")).isEqualTo(1);
    }

    private void assertMasterAnswersAlone() throws Exception {
        RawMessage answer = proxy.connect().get("/").read();

        assertThat(answer.text()).isEqualTo("production");
        proxy.awaitQuiet();
        assertThat(sandbox.heads()).isZero();
    }

    @Test
    void dropsUnknownNamesAndTakesRepeatedOnesOnce() throws Exception {
        proxy.onSelect(request -> java.util.Arrays.asList("sandbox", "nobody", "sandbox", null, "production"))
                .start(production, sandbox);

        RawMessage answer = proxy.connect().get("/").read();

        assertThat(answer.text()).isEqualTo("production");
        proxy.awaitRecords(3);
        assertThat(sandbox.requests()).hasSize(1);
        assertThat(production.requests()).hasSize(1);
        assertThat(proxy.counter("kagemusha.select.unknown.backends")).isEqualTo(2);
        assertThat(log.of("BackendSelector")).singleElement().asString().contains("nobody", "left out");
    }

    @Test
    void asksServerTwiceThatHasTwoNames() throws Exception {
        proxy.start(production, production);

        proxy.connect().get("/").read();

        proxy.awaitRecords(3);
        assertThat(production.requests()).hasSize(2);
        assertThat(production.requests())
                .extracting(request -> request.field("x-shadow-backend"))
                .containsExactlyInAnyOrder(null, "sandbox");
    }

    @Test
    void doesNotShadowRequestOfShadow() throws Exception {
        proxy.start(production, sandbox);

        proxy.connect()
                .send("GET / HTTP/1.1\r\nHost: test\r\nX-Shadow-Backend: elsewhere\r\n\r\n")
                .read();

        proxy.awaitQuiet();
        assertThat(sandbox.heads()).isZero();
        assertThat(production.request().field("x-shadow-backend")).isEqualTo("elsewhere");
    }

    @Test
    void asksHooksAboutTheRequestOfAShadowToo() throws Exception {
        proxy.onSelect(request -> List.of("sandbox")).start(production, sandbox);

        RawMessage answer = proxy.connect()
                .send("GET / HTTP/1.1\r\nHost: test\r\nX-Shadow-Backend: elsewhere\r\n\r\n")
                .read();

        assertThat(answer.text()).isEqualTo("sandbox");
        proxy.awaitQuiet();
        assertThat(production.heads()).isZero();
    }

    @Test
    void keepsOfWhatAHookNamesForTheRequestOfAShadowThoseThatMayAnswer() throws Exception {
        proxy.onSelect(SelectBackends.blocking(request -> List.of("production", "sandbox")))
                .start(production, sandbox);

        RawMessage answer = proxy.connect()
                .send("GET / HTTP/1.1\r\nHost: test\r\nX-Shadow-Backend: elsewhere\r\n\r\n")
                .read();

        assertThat(answer.text()).isEqualTo("production");
        proxy.awaitQuiet();
        assertThat(sandbox.heads()).isZero();
    }

    @Test
    void asksOneAfterTheOtherForTheRequestOfAShadowWhereOthersRace() throws Exception {
        proxy.startYaml("""
                backends:
                  production: { url: %s, master: true }
                  sandbox: { url: %s }
                routes: [ { name: all, reply: fastest } ]
                """.formatted(production.url(), sandbox.url()));

        proxy.connect()
                .send("GET / HTTP/1.1\r\nHost: test\r\nX-Shadow-Backend: elsewhere\r\n\r\n")
                .read();

        proxy.awaitQuiet();
        assertThat(sandbox.heads()).isZero();
        assertThat(production.heads()).isEqualTo(1);
    }

    @Test
    void asksInTheOrderOfTheHookThatNamesThem() throws Exception {
        proxy.onSelect(request -> List.of("production", "sandbox"))
                .onSelect(request -> List.of("sandbox", "production"))
                .startYaml("""
                        backends:
                          production: { url: %s, master: true }
                          sandbox: { url: %s }
                        routes: [ { name: all, reply: first-usable } ]
                        """.formatted(production.url(), sandbox.url()));

        assertThat(proxy.connect().get("/").read().text()).isEqualTo("sandbox");

        proxy.awaitQuiet();
        assertThat(production.heads()).isZero();
    }

    @Test
    void asksMasterWhereHookNamesShadowsOfTheRouteOnly() throws Exception {
        proxy.onSelect(request -> List.of("sandbox")).startYaml("""
                        backends:
                          production: { url: %s, master: true }
                          sandbox: { url: %s }
                        routes: [ { name: all, shadows: [sandbox] } ]
                        """.formatted(production.url(), sandbox.url()));

        assertThat(proxy.connect().get("/").read().text()).isEqualTo("production");

        assertThat(proxy.awaitRecords(3).replies()).containsExactly("production");
    }
}

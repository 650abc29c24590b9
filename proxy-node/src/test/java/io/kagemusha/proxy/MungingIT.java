package io.kagemusha.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.kagemusha.common.exchange.Failure;
import io.kagemusha.common.exchange.FailureKind;
import io.kagemusha.common.hook.MungeRequest;
import io.kagemusha.common.hook.OutgoingRequest;
import java.io.IOError;
import java.io.IOException;
import java.util.ServiceConfigurationError;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(BufferLeaks.class)
class MungingIT {

    @RegisterExtension
    final ProxyFixture proxy = new ProxyFixture();

    private TestBackend production;
    private TestBackend sandbox;

    @BeforeEach
    void backends() throws Exception {
        production = proxy.backend(TestBackend.answering("production"));
        sandbox = proxy.backend(TestBackend.answering("sandbox"));
    }

    private void startWithMunge(String order) throws Exception {
        proxy.startYaml("""
                backends:
                  %s
                routes:
                  - name: all
                    munge:
                      sandbox: { set-headers: { X-Sandbox: "1", Host: sandbox.test }, remove-headers: [X-Debug] }
                """.formatted(order.formatted(production.url(), sandbox.url())));
    }

    @Test
    void changesFieldsOfOneBackendOnly() throws Exception {
        startWithMunge("production: { url: %s, master: true }\n  sandbox: { url: %s }");

        proxy.connect()
                .send("GET / HTTP/1.1\r\nHost: test\r\nx-debug: 1\r\nX-Debug: 2\r\nX-Kept: 1\r\n\r\n")
                .read();

        var captured = proxy.awaitRecords(3);
        assertThat(sandbox.request().field("x-sandbox")).isEqualTo("1");
        assertThat(sandbox.request().field("host")).isEqualTo("sandbox.test");
        assertThat(sandbox.request().all("x-debug")).isEmpty();
        assertThat(sandbox.request().field("x-kept")).isEqualTo("1");
        assertThat(production.request().all("x-sandbox")).isEmpty();
        assertThat(production.request().field("host")).isEqualTo("test");
        assertThat(production.request().all("x-debug")).containsExactly("1", "2");
        assertThat(captured.of("production").get(0).sent()).isNull();
        var sent = captured.of("sandbox").get(0).sent();
        assertThat(sent.bodyAsReceived()).isTrue();
        assertThat(sent.message().headers().all("x-sandbox")).containsExactly("1");
        assertThat(captured.requests().get(0).request().headers().contains("x-sandbox"))
                .isFalse();
    }

    @Test
    void leaksNothingToMasterThatIsCalledAfterTheShadow() throws Exception {
        proxy.startYaml("""
                backends:
                  sandbox: { url: %s }
                  production: { url: %s, master: true }
                routes:
                  - { name: all, munge: { sandbox: { set-headers: { X-Sandbox: "1" } } } }
                """.formatted(sandbox.url(), production.url()));

        proxy.connect().get("/").read();

        proxy.awaitRecords(3);
        assertThat(sandbox.request().field("x-sandbox")).isEqualTo("1");
        assertThat(production.request().all("x-sandbox")).isEmpty();
    }

    @Test
    void letsHookChangeMethodTargetAndFieldsOfOneBackend() throws Exception {
        proxy.onMunge((backend, request) -> {
                    if (backend.equals("sandbox")) {
                        request.method("PUT");
                        request.target("/v2" + request.target());
                        request.headers().set("Content-Length", "1").set("X-Id", "7");
                    }
                })
                .start(production, sandbox);

        proxy.connect().post("/a?b", "body").read();

        var captured = proxy.awaitRecords(3);
        assertThat(sandbox.request().startLine()).isEqualTo("PUT /v2/a?b HTTP/1.1");
        assertThat(sandbox.request().text()).isEqualTo("body");
        assertThat(production.request().startLine()).isEqualTo("POST /a?b HTTP/1.1");
        assertThat(captured.of("sandbox").get(0).sent().message().target()).isEqualTo("/v2/a?b");
    }

    @Test
    void shedsShadowWhoseHookThrowsAndLeavesOthersAlone() throws Exception {
        proxy.onMunge((backend, request) -> {
                    if (backend.equals("sandbox")) {
                        throw new IllegalStateException("hook");
                    }
                })
                .start(production, sandbox);

        RawMessage answer = proxy.connect().post("/", "body").read();

        assertThat(answer.text()).isEqualTo("production");
        assertThat(proxy.awaitRecords(3).of("sandbox").get(0).failure())
                .isEqualTo(new Failure(FailureKind.SHED, "munge_failed"));
        assertThat(sandbox.connections()).isZero();
    }

    static Stream<Error> errors() {
        return Stream.of(
                new NoClassDefFoundError("hook"),
                new StackOverflowError(),
                new ServiceConfigurationError("x"),
                new IOError(new IOException("x")));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void sendsMasterTheRequestAsItCameWhenItsHookThrows(Error error) throws Exception {
        proxy.onMunge((backend, request) -> {
                    request.headers().set("X-Id", "7");
                    if (backend.equals("production")) {
                        throw error;
                    }
                })
                .start(production, sandbox);

        RawMessage answer = proxy.connect().get("/").read();

        assertThat(answer.text()).isEqualTo("production");
        proxy.awaitRecords(3);
        assertThat(production.request().all("x-id")).isEmpty();
        assertThat(sandbox.request().field("x-id")).isEqualTo("7");
        assertThat(proxy.counter("kagemusha.munge.failures")).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("errors")
    void shedsShadowWhoseHookThrowsAnError(Error error) throws Exception {
        proxy.onMunge((backend, request) -> {
                    if (backend.equals("sandbox")) {
                        throw error;
                    }
                })
                .start(production, sandbox);

        assertThat(proxy.connect().post("/", "body").read().text()).isEqualTo("production");

        assertThat(proxy.awaitRecords(3).of("sandbox").get(0).failure())
                .isEqualTo(new Failure(FailureKind.SHED, "munge_failed"));
        assertThat(proxy.counter("kagemusha.munge.failures")).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("errors")
    void asksForNoBodyWhenTheHookCannotSayWhetherItWantsOne(Error error) throws Exception {
        proxy.onMunge(new MungeRequest() {
            @Override
            public void mungeRequest(String backend, OutgoingRequest request) {
                request.headers().set("X-Id", "7");
            }

            @Override
            public boolean wantsBody(String backend) {
                throw error;
            }
        });
        proxy.start(production);

        assertThat(proxy.connect().post("/", "body").read().text()).isEqualTo("production");

        assertThat(production.request().field("x-id")).isEqualTo("7");
        assertThat(proxy.counter("kagemusha.munge.failures")).isPositive();
    }

    @Test
    void sendsHostOfBackendWhereHookTookItAway() throws Exception {
        proxy.onMunge((backend, request) -> request.headers().remove("Host")).start(production);

        proxy.connect().get("/").read();

        assertThat("http://" + production.request().field("host")).isEqualTo(production.url());
    }

    @Test
    void endsRequestInOrderWhoseTargetHookMadeStrange() throws Exception {
        proxy.onMunge((backend, request) -> request.target("a")).start(production);

        RawMessage answer = proxy.connect().get("/").read();

        assertThat(answer.text()).isEqualTo("production");
        assertThat(production.request().field("host")).isEqualTo("test");
    }

    @Test
    void givesHookTheSameIdForEveryBackend() throws Exception {
        proxy.onMunge((backend, request) -> request.headers().set("X-Id", request.requestId()))
                .start(production, sandbox);

        proxy.connect().get("/").read();

        String id = proxy.awaitRecords(3).requests().get(0).selection().requestId();
        assertThat(production.request().field("x-id")).isEqualTo(id);
        assertThat(sandbox.request().field("x-id")).isEqualTo(id);
    }
}

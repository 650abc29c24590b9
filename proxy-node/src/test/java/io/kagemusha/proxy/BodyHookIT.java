package io.kagemusha.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.kagemusha.common.exchange.Failure;
import io.kagemusha.common.exchange.FailureKind;
import io.kagemusha.common.hook.MungeRequest;
import io.kagemusha.common.hook.OutgoingRequest;
import io.kagemusha.common.hook.SelectBackends;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

@ExtendWith(BufferLeaks.class)
class BodyHookIT {

    @RegisterExtension
    final ProxyFixture proxy = new ProxyFixture();

    private TestBackend production;
    private TestBackend sandbox;

    @BeforeEach
    void backends() throws Exception {
        production = proxy.backend(TestBackend.answering("production"));
        sandbox = proxy.backend(TestBackend.answering("sandbox"));
    }

    private void start() throws Exception {
        proxy.startYaml("""
                backends:
                  production: { url: %s, master: true }
                  sandbox: { url: %s }
                replay-buffer: 16KiB
                capture: { max-body: 4KiB }
                """.formatted(production.url(), sandbox.url()));
    }

    private static String chunked(String... chunks) {
        var request = new StringBuilder("POST /a?b HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (String chunk : chunks) {
            request.append(Integer.toHexString(chunk.length()))
                    .append("\r\n")
                    .append(chunk)
                    .append("\r\n");
        }
        return request.append("0\r\n\r\n").toString();
    }

    @Test
    void selectsByTheBody() throws Exception {
        proxy.onSelect(SelectBackends.withBody(request -> new String(request.body(), ISO_8859_1).contains("secret")
                ? List.of("production")
                : List.of("production", "sandbox")));
        start();
        RawClient client = proxy.connect();

        client.send(chunked("a se", "cret")).read();
        client.send(chunked("pub", "lic")).read();
        client.get("/").read();

        proxy.awaitRecords(6);
        assertThat(production.requests()).extracting(RawMessage::text).containsExactly("a secret", "public", "");
        assertThat(sandbox.requests()).extracting(RawMessage::text).containsExactlyInAnyOrder("public", "");
    }

    @Test
    void showsTheBeginningOfALongBodyAndSendsItWhole() throws Exception {
        Queue<String> seen = new ConcurrentLinkedQueue<>();
        proxy.onSelect(SelectBackends.withBody(request -> {
            seen.add(request.body().length + " " + request.bodyTruncated());
            return List.of("production", "sandbox");
        }));
        start();
        String body = "x".repeat(300_000);

        assertThat(proxy.connect().post("/", body).read().text()).isEqualTo("production");

        proxy.awaitRecords(3);
        assertThat(seen).containsExactly("16384 true");
        assertThat(production.request().text()).isEqualTo(body);
        assertThat(sandbox.request().text()).isEqualTo(body);
    }

    @Test
    void asksMasterAloneWhenAHookReadsTheBodyThatItDidNotAskFor() throws Exception {
        proxy.onSelect(request -> List.of("production", "sandbox", String.valueOf(request.body().length)));
        start();

        assertThat(proxy.connect().post("/", "body").read().text()).isEqualTo("production");

        proxy.awaitQuiet();
        assertThat(sandbox.heads()).isZero();
    }

    @Test
    void changesTheBodyOfOneBackendAndItsLength() throws Exception {
        proxy.onMunge(MungeRequest.withBody("sandbox", (backend, request) -> {
            request.method("PUT");
            request.target("/v2" + request.target());
            request.body(("[" + new String(request.body(), ISO_8859_1) + "]").getBytes(ISO_8859_1));
        }));
        start();

        assertThat(proxy.connect().send(chunked("on", "e")).read().text()).isEqualTo("production");

        var captured = proxy.awaitRecords(3);
        assertThat(production.request().text()).isEqualTo("one");
        assertThat(production.request().field("transfer-encoding")).isEqualTo("chunked");
        assertThat(sandbox.request().startLine()).isEqualTo("PUT /v2/a?b HTTP/1.1");
        assertThat(sandbox.request().field("content-length")).isEqualTo("5");
        assertThat(sandbox.request().all("transfer-encoding")).isEmpty();
        assertThat(sandbox.request().text()).isEqualTo("[one]");
        assertThat(captured.requests().get(0).request().body().bytes())
                .asString()
                .isEqualTo("one");
        var sent = captured.of("sandbox").get(0).sent();
        assertThat(sent.bodyAsReceived()).isFalse();
        assertThat(sent.message().method()).isEqualTo("PUT");
        assertThat(sent.message().body().bytes()).asString().isEqualTo("[one]");
        assertThat(captured.of("production").get(0).sent()).isNull();
    }

    @Test
    void takesTheBodyAwayAndGivesOneToWhatHadNone() throws Exception {
        proxy.onMunge(MungeRequest.withBody("sandbox", (backend, request) -> {
            request.body(request.body().length == 0 ? "made".getBytes(ISO_8859_1) : new byte[0]);
        }));
        start();
        RawClient client = proxy.connect();

        client.post("/", "body").read();
        client.get("/").read();

        proxy.awaitRecords(6);
        assertThat(sandbox.requests()).extracting(RawMessage::text).containsExactlyInAnyOrder("", "made");
        assertThat(production.requests()).extracting(RawMessage::text).containsExactly("body", "");
    }

    @Test
    void cutsTheRecordOfALongBodyThatAHookMade() throws Exception {
        proxy.onMunge(MungeRequest.withBody("sandbox", (backend, request) -> {
            request.body("y".repeat(5000).getBytes(ISO_8859_1));
        }));
        start();

        proxy.connect().post("/", "body").read();

        var body = proxy.awaitRecords(3).of("sandbox").get(0).sent().message().body();
        assertThat(body.length()).isEqualTo(5000);
        assertThat(body.bytes()).hasSize(4096);
        assertThat(body.sha256()).hasSize(64);
        assertThat(sandbox.request().text()).isEqualTo("y".repeat(5000));
    }

    @Test
    void shedsTheShadowThatHasNoRoomForTheBodyThatAHookMade() throws Exception {
        proxy.onMunge(MungeRequest.withBody("sandbox", (backend, request) -> {
            request.body(new byte[2000]);
        }));
        proxy.startYaml("""
                backends:
                  sandbox: { url: %s, request-buffer: 1KiB }
                  production: { url: %s, master: true }
                """.formatted(sandbox.url(), production.url()));

        assertThat(proxy.connect().send(chunked("on", "e")).read().text()).isEqualTo("production");

        var captured = proxy.awaitRecords(3);
        assertThat(captured.of("sandbox").get(0).failure())
                .isEqualTo(new Failure(FailureKind.SHED, "body_buffer_full"));
        assertThat(captured.of("production").get(0).complete()).isTrue();
    }

    @Test
    void shedsTheShadowWhoseBodyIsTooLargeToBeMunged() throws Exception {
        proxy.onMunge(MungeRequest.withBody(
                "sandbox", (backend, request) -> request.headers().set("X-Id", "1")));
        start();
        String body = "x".repeat(300_000);

        assertThat(proxy.connect().post("/", body).read().text()).isEqualTo("production");

        assertThat(proxy.awaitRecords(3).of("sandbox").get(0).failure())
                .isEqualTo(new Failure(FailureKind.SHED, "munge_body_too_large"));
        assertThat(production.request().text()).isEqualTo(body);
        assertThat(proxy.counter("kagemusha.munge.failures")).isEqualTo(1);
    }

    @Test
    void sendsMasterTheOriginalWhoseBodyIsTooLargeToBeMunged() throws Exception {
        proxy.onMunge(MungeRequest.withBody(
                "production", (backend, request) -> request.headers().set("X-Id", "1")));
        start();
        String body = "x".repeat(300_000);

        assertThat(proxy.connect().post("/", body).read().text()).isEqualTo("production");

        proxy.awaitRecords(3);
        assertThat(production.request().text()).isEqualTo(body);
        assertThat(production.request().all("x-id")).isEmpty();
        assertThat(sandbox.request().text()).isEqualTo(body);
    }

    @Test
    void mungesBodiesOnThreadsOfTheirOwn() throws Exception {
        MungeRequest hook = (backend, request) ->
                request.body((Thread.currentThread().getName() + " " + text(request)).getBytes(ISO_8859_1));
        proxy.onMunge(MungeRequest.blocking("production", MungeRequest.withBody("production", hook)));
        start();

        assertThat(proxy.connect().post("/", "body").read().text()).isEqualTo("production");

        proxy.awaitRecords(3);
        assertThat(production.request().text()).isEqualTo("hook body");
        assertThat(sandbox.request().text()).isEqualTo("body");
    }

    @Test
    void sendsTheMungedBodyAgainToTheNextBackend() throws Exception {
        TestBackend failing = proxy.backend(TestBackend.of(call -> {
            call.request();
            call.close();
        }));
        proxy.onMunge(MungeRequest.withBody("production", (backend, request) -> {
            request.body((text(request) + "!").getBytes(ISO_8859_1));
        }));
        proxy.startYaml("""
                backends:
                  failing: { url: %s }
                  production: { urls: [%s, %s], master: true }
                routes: [ { name: all, reply: first-usable } ]
                """.formatted(failing.url(), failing.url(), production.url()));

        RawMessage answer = proxy.connect()
                .send("PUT / HTTP/1.1\r\nHost: test\r\nContent-Length: 4\r\n\r\nbody")
                .read();

        assertThat(answer.text()).isEqualTo("production");
        assertThat(production.request().text()).isEqualTo("body!");
        assertThat(failing.requests()).extracting(RawMessage::text).containsExactly("body", "body!");
    }

    private static String text(OutgoingRequest request) {
        return new String(request.body(), ISO_8859_1);
    }
}

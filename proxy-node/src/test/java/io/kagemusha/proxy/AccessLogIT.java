package io.kagemusha.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(BufferLeaks.class)
class AccessLogIT {

    @RegisterExtension
    final ProxyFixture proxy = new ProxyFixture();

    @TempDir
    Path directory;

    private void start(TestBackend production, String log) throws Exception {
        start(production, "1h", log);
    }

    private void start(TestBackend production, String timeout, String log) throws Exception {
        proxy.startYaml("""
                backends:
                  production: { url: %s, master: true, timeout: %s }
                access-log: { file: '%s', %s }
                """.formatted(production.url(), timeout, directory.resolve("access.log"), log));
    }

    private List<String> awaitLines(int count) {
        Path file = directory.resolve("access.log");
        await().untilAsserted(() -> assertThat(Files.readAllLines(file)).hasSize(count));
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void tellsWhoAnsweredWhatInWhichTime() throws Exception {
        start(proxy.backend(TestBackend.answering("hello")), "prefix: 'edge '");
        RawClient client = proxy.connect();

        client.get("/a?b=c").read();
        client.get("/caf\u00c3\u00a9").read();
        client.get("/b\u001b[31m").read();

        List<String> lines = awaitLines(3);
        String id = "[0-9a-f]{8}-[0-9a-f-]{27}";
        String time = "edge \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z";
        assertThat(lines.get(0))
                .matches(time + " 127\\.0\\.0\\.1 \"GET /a\\?b=c\" 200 5 \\d+\\.\\d{3}ms production " + id
                        + " complete");
        assertThat(lines.get(1)).contains("\"GET /caf\\xc3\\xa9\" 200 5 ");
        assertThat(lines.get(2)).contains(" 400 0 ").endsWith(" - - complete");
    }

    @Test
    void tellsOfRequestsThatTheProxyAnsweredItself() throws Exception {
        start(proxy.backend(TestBackend.silent()), "50ms", "format: json");

        RawMessage answer = proxy.connect().get("/slow").read();

        assertThat(answer.status()).isEqualTo(504);
        assertThat(awaitLines(1).get(0))
                .contains("\"target\":\"/slow\",\"status\":504,\"bytes\":" + answer.body().length + ",")
                .contains("\"answeredBy\":\"\"", "\"end\":\"complete\"");
    }

    @Test
    void tellsOfClientsThatWentAway() throws Exception {
        start(proxy.backend(TestBackend.answering("never")), "format: json");

        proxy.connect()
                .send("POST /left HTTP/1.1\r\nHost: test\r\nContent-Length: 10\r\n\r\nhalf")
                .close();

        assertThat(awaitLines(1).get(0)).contains("\"target\":\"/left\",\"status\":0", "\"end\":\"client_gone\"");
    }

    @Test
    void tellsOfRequestsThatWereRefusedAfterTheirHead() throws Exception {
        start(
                proxy.backend(TestBackend.of(TestBackend.Call::request)),
                "format: json }\nlimits: { max-request-body: 8, body-timeout: 200ms");
        String head = "POST /%s HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n";

        RawMessage long413 = proxy.connect()
                .send(head.formatted("long") + "8\r\n12345678\r\n")
                .read();
        assertThat(awaitLines(1).get(0))
                .contains("\"target\":\"/long\",\"status\":413,\"bytes\":" + long413.body().length + ",")
                .contains("\"end\":\"complete\"");
        proxy.connect().send(head.formatted("bad") + "x\r\n").read();
        assertThat(awaitLines(2).get(1)).contains("\"target\":\"/bad\",\"status\":400", "\"end\":\"complete\"");
        proxy.connect().send(head.formatted("late")).read();
        assertThat(awaitLines(3).get(2)).contains("\"target\":\"/late\",\"status\":408", "\"end\":\"complete\"");
        assertThat(proxy.counter("kagemusha.exchanges.unanswered")).isZero();
    }

    @Test
    void tellsOfRequestsOfStreamsThatWereRefusedAfterTheirHead() throws Exception {
        start(
                proxy.backend(TestBackend.of(TestBackend.Call::request)),
                "format: json }\nlimits: { max-request-body: 8, body-timeout: 200ms");
        try (FrameClient client = FrameClient.connect(proxy.address())) {
            client.post(1, "/long").data(1, false, "123456789");
            assertThat(awaitLines(1).get(0)).contains("\"target\":\"/long\",\"status\":413", "\"end\":\"complete\"");
            client.post(3, "/late").data(3, false, "1");
            assertThat(awaitLines(2).get(1)).contains("\"target\":\"/late\",\"status\":408", "\"end\":\"complete\"");
        }
    }

    @Test
    void tellsOfAnAnswerThatBrokeOff() throws Exception {
        start(
                proxy.backend(TestBackend.of(call -> {
                    call.request();
                    call.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
                    call.close();
                })),
                "format: text");

        proxy.connect().get("/").readToEnd();

        assertThat(awaitLines(1).get(0)).contains("\"GET /\" 200 4 ").endsWith(" broken_off");
    }

    @Test
    void tellsOfAnAnswerThatLacksTheBodyThatItAnnounced() throws Exception {
        startWithoutBody();

        proxy.connect().get("/").readToEnd();

        assertThat(awaitLines(1).get(0)).contains("\"GET /\" 200 0 ").endsWith(" broken_off");
    }

    @Test
    void tellsOfAnAnswerThatLacksItsBodyOnAStreamToo() throws Exception {
        startWithoutBody();

        try (FrameClient client = FrameClient.connect(proxy.address())) {
            client.get(1, "/");

            assertThat(awaitLines(1).get(0)).contains("\"GET /\" 200 0 ").endsWith(" broken_off");
        }
    }

    /** The backend is asked for the head alone, and announces a body. */
    private void startWithoutBody() throws Exception {
        proxy.onMunge((backend, request) -> request.method("HEAD"));
        start(
                proxy.backend(TestBackend.of(call -> {
                    call.request();
                    call.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
                })),
                "format: text");
    }

    @Test
    void dropsAndCountsLinesWhileItsDiskIsFullAndRequestsAreServed() throws Exception {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "this system has no device that is always full");
        TestBackend production = proxy.backend(TestBackend.answering("hello"));
        proxy.startYaml("""
                backends: { production: { url: %s, master: true } }
                access-log: { file: %s }
                """.formatted(production.url(), full));
        RawClient client = proxy.connect();

        for (int i = 0; i < 3; i++) {
            assertThat(client.get("/" + i).read().text()).isEqualTo("hello");
        }

        await().untilAsserted(() ->
                assertThat(proxy.counter("kagemusha.access.log.lines.dropped")).isEqualTo(3));
        assertThat(proxy.counter("kagemusha.access.log.lines.written")).isZero();
    }

    @Test
    void keepsTheNodeFromStartingWhenItsFileCannotBeOpened() throws Exception {
        TestBackend production = proxy.backend(TestBackend.answering("hello"));
        Path nowhere = directory.resolve("none").resolve("access.log");

        assertThatThrownBy(() -> new ProxyFixture().startYaml("""
                backends:
                  production: { url: %s, master: true }
                access-log: { file: '%s' }
                """.formatted(production.url(), nowhere)))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("access-log.file: " + nowhere + " (expected: a file that can be appended to");
    }
}

package io.kagemusha.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kagemusha.common.exchange.FailureKind;
import io.kagemusha.proxy.Http2TestBackend.Call;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Error;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Backends that break HTTP/2, or off. */
@ExtendWith(BufferLeaks.class)
class Http2FaultsIT {

    @RegisterExtension
    final ProxyFixture proxy = new ProxyFixture();

    private void start(Http2TestBackend production) throws Exception {
        proxy.backend(production);
        proxy.startYaml(
                "backends: { production: { url: \"%s\", protocol: h2, master: true } }".formatted(production.url()));
    }

    private double failures(FailureKind kind) {
        return proxy.counter("kagemusha.backend.failures", "failure", kind.wireName());
    }

    private static DefaultHttp2Headers section() {
        return new DefaultHttp2Headers(false);
    }

    /** A field block, byte for byte (RFC 7541, 6). */
    private static ByteBuf hpack(int... bytes) {
        ByteBuf block = Unpooled.buffer();
        for (int each : bytes) {
            block.writeByte(each);
        }
        return block;
    }

    private static Arguments malformed(String rule, Consumer<Call> response) {
        return Arguments.of(rule, response);
    }

    static Stream<Arguments> malformed() {
        return Stream.of(
                malformed("RFC 9113, 8.3.2: no :status", call -> call.fields(section(), true, "a", "b")),
                malformed(
                        "RFC 9113, 8.3.2: status of four digits",
                        call -> call.fields(section().status("2000"), true)),
                malformed(
                        "RFC 9113, 8.3.2: status is no number",
                        call -> call.fields(section().status("abc"), true)),
                malformed(
                        "RFC 9113, 8.3: pseudo-header field of a request",
                        call -> call.fields(section().status("200").path("/"), true)),
                malformed("RFC 9113, 8.3: unknown pseudo-header field", call -> call.head(200, true, ":protocol", "x")),
                malformed("RFC 9113, 8.6: status 101", call -> call.head(101, false)),
                malformed("RFC 9113, 8.1: interim response ends the stream", call -> call.head(103, true)),
                malformed("RFC 9113, 8.2: name in upper case", call -> call.head(200, true, "X-A", "1")),
                malformed("RFC 9113, 8.2.1: name is no token", call -> call.head(200, true, "x a", "1")),
                malformed("RFC 9113, 8.2.1: LF in a value", call -> call.head(200, true, "x-a", "1\nx-b: 2")),
                malformed("RFC 9113, 8.2.1: CR in a value", call -> call.head(200, true, "x-a", "1\rx-b: 2")),
                malformed("RFC 9113, 8.2.1: NUL in a value", call -> call.head(200, true, "x-a", "1\0")),
                malformed("RFC 9113, 8.2.1: white space before a value", call -> call.head(200, true, "x-a", " 1")),
                malformed("RFC 9113, 8.2.1: white space after a value", call -> call.head(200, true, "x-a", "1\t")),
                malformed("RFC 9113, 8.2.2: connection", call -> call.head(200, true, "connection", "close")),
                malformed(
                        "RFC 9113, 8.2.2: transfer-encoding",
                        call -> call.head(200, true, "transfer-encoding", "chunked")),
                malformed("RFC 9113, 8.2.2: upgrade", call -> call.head(200, true, "upgrade", "h2c")),
                malformed("RFC 9113, 8.2.2: keep-alive", call -> call.head(200, true, "keep-alive", "5")),
                malformed(
                        "RFC 9110, 8.6: two lengths",
                        call -> call.head(200, false, "content-length", "2", "content-length", "3")
                                .data("ab", true)),
                malformed(
                        "RFC 9110, 8.6: length is no number",
                        call -> call.head(200, false, "content-length", "+2").data("ab", true)),
                malformed(
                        "RFC 9113, 8.1: content before a response",
                        call -> call.frame(0, 1, call.id(), Unpooled.copiedBuffer(new byte[] {'x'}))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformed")
    void doesNotPassAMalformedResponseOn(String rule, Consumer<Call> response) throws Exception {
        start(Http2TestBackend.of(response::accept));

        RawMessage answer = proxy.connect().get("/").read();

        assertThat(answer.status()).as(rule).isEqualTo(502);
        await().until(() -> failures(FailureKind.PROTOCOL_ERROR) == 1);
    }

    static Stream<Arguments> malformedLater() {
        return Stream.of(
                malformed(
                        "RFC 9113, 8.1.1: less content than announced",
                        call -> call.head(200, false, "content-length", "5").data("abc", true)),
                malformed(
                        "RFC 9113, 8.1.1: more content than announced",
                        call -> call.head(200, false, "content-length", "2").data("abc", true)),
                malformed(
                        "RFC 9113, 8.1: trailers do not end the stream",
                        call -> call.head(200, false).frame(1, 4, call.id(), hpack(0, 3, 'x', '-', 'a', 1, '1'))),
                malformed(
                        "RFC 9113, 8.1: pseudo-header field in trailers",
                        call -> call.head(200, false)
                                .data("abc", false)
                                .fields(section().status("200"), true)),
                malformed(
                        "RFC 9113, 8.2.1: LF in trailers",
                        call -> call.head(200, false).data("abc", false).fields(section(), true, "x-a", "1\n2")),
                malformed(
                        "RFC 9113, 8.1: a second response",
                        call -> call.head(200, false).frame(1, 4, call.id(), hpack(0x88))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformedLater")
    void breaksAnAnswerOffThatTurnsOutMalformed(String rule, Consumer<Call> response) throws Exception {
        start(Http2TestBackend.of(response::accept));

        String answer = proxy.connect().get("/").readToEnd();

        assertThat(answer).as(rule).startsWith("HTTP/1.1 200").doesNotEndWith("0\r\n\r\n");
        await().until(() -> failures(FailureKind.PROTOCOL_ERROR) == 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 304})
    void doesNotTakeContentWhereThereIsNone(int status) throws Exception {
        Http2TestBackend production =
                Http2TestBackend.of(call -> call.head(status, false).data("smuggled", true));
        start(production);
        RawClient client = proxy.connect().get("/");

        assertThat(client.readHead().status()).isEqualTo(status);
        assertThat(client.readToEnd()).isEmpty();
        await().until(() -> failures(FailureKind.PROTOCOL_ERROR) == 1);
    }

    /** RFC 9113, 8.7: nothing was done with the request, so that even a POST may be sent again. */
    @Test
    void sendsARefusedRequestAgain() throws Exception {
        var turns = new AtomicInteger();
        Http2TestBackend production = Http2TestBackend.of(call -> {
            if (turns.incrementAndGet() == 2) {
                call.reset(Http2Error.REFUSED_STREAM);
            } else {
                call.answer("turn " + turns);
            }
        });
        start(production);
        RawClient client = proxy.connect();

        assertThat(client.post("/", "body").read().text()).isEqualTo("turn 1");
        assertThat(client.post("/", "body").read().text()).isEqualTo("turn 3");

        assertThat(production.requests()).allMatch(call -> call.body().length == 4);
    }

    @Test
    void givesUpOnAServerThatRefusesEverything() throws Exception {
        Http2TestBackend production = Http2TestBackend.of(call -> call.reset(Http2Error.REFUSED_STREAM));
        start(production);

        assertThat(proxy.connect().post("/", "body").read().status()).isEqualTo(502);

        await().until(() -> failures(FailureKind.RESET) == 1);
    }

    /** RFC 9113, 6.8: streams above the last one that a GOAWAY names were not looked at. */
    @Test
    void sendsWhatAGoingServerDidNotLookAtToAFreshConnection() throws Exception {
        var turns = new AtomicInteger();
        Http2TestBackend production = Http2TestBackend.of(call -> {
            if (turns.incrementAndGet() == 2) {
                call.goAway(call.id() - 2, Http2Error.NO_ERROR);
            } else {
                call.answer("turn " + turns);
            }
        });
        start(production);
        RawClient client = proxy.connect();

        assertThat(client.post("/", "body").read().text()).isEqualTo("turn 1");
        assertThat(client.post("/", "body").read().text()).isEqualTo("turn 3");

        assertThat(production.connections()).isEqualTo(2);
        await().until(() -> production.open() == 1);
    }

    @Test
    void readsTheAnswersOfAGoingServerToItsEnd() throws Exception {
        Http2TestBackend production = Http2TestBackend.of(call -> {
            if (call.path().equals("/last")) {
                call.goAway(call.id(), Http2Error.NO_ERROR);
                call.head(200, false, "content-length", "4").data("done", true);
            } else {
                call.answer("hello");
            }
        });
        start(production);
        RawClient client = proxy.connect();

        assertThat(client.get("/last").read().text()).isEqualTo("done");
        assertThat(client.get("/").read().text()).isEqualTo("hello");

        assertThat(production.connections()).isEqualTo(2);
        await().until(() -> production.open() == 1);
    }

    @Test
    void doesNotSendAPostAgainThatWasReset() throws Exception {
        Http2TestBackend production = Http2TestBackend.of(call -> call.reset(Http2Error.INTERNAL_ERROR));
        start(production);

        assertThat(proxy.connect().post("/", "body").read().status()).isEqualTo(502);

        assertThat(production.requests()).hasSize(1);
        await().until(() -> failures(FailureKind.RESET) == 1);
    }

    @Test
    void breaksAnAnswerOffWhoseStreamIsReset() throws Exception {
        start(Http2TestBackend.of(call -> {
            call.head(200, false, "content-length", "10");
            call.dataAndReset("abc", false, Http2Error.INTERNAL_ERROR);
        }));

        String answer = proxy.connect().get("/").readToEnd();

        assertThat(answer).startsWith("HTTP/1.1 200").endsWith("abc");
        await().until(() -> failures(FailureKind.TRUNCATED) == 1);
    }

    @Test
    void asksAgainOnAFreshConnectionWhenThePooledOneHasDied() throws Exception {
        Http2TestBackend production = Http2TestBackend.of(call -> {
            if (call.path().equals("/cut") && call.id() > 3) {
                call.cut();
            } else {
                call.answer("hello");
            }
        });
        start(production);
        RawClient client = proxy.connect();

        assertThat(client.get("/").read().text()).isEqualTo("hello");
        assertThat(client.get("/cut").read().text()).isEqualTo("hello");

        assertThat(production.connections()).isEqualTo(2);
    }

    /** RFC 9113, 10.5. */
    @Test
    void endsAConnectionThatIsFloodedWithSettings() throws Exception {
        Http2TestBackend production = Http2TestBackend.of(call -> {
            for (int i = 0; i < 20_000; i++) {
                call.frame(4, 0, 0, Unpooled.EMPTY_BUFFER);
            }
        });
        start(production);

        assertThat(proxy.connect().post("/", "body").read().status()).isEqualTo(502);

        await().until(() -> production.open() == 0);
    }

    @Test
    void namesWhatAServerDidThatBreaksTheWholeConnection() throws Exception {
        // RFC 9113, 6.5: a SETTINGS frame on a stream
        Http2TestBackend production = Http2TestBackend.of(call -> call.frame(4, 0, call.id(), Unpooled.EMPTY_BUFFER));
        start(production);

        assertThat(proxy.connect().get("/").read().status()).isEqualTo(502);

        await().until(() -> failures(FailureKind.PROTOCOL_ERROR) == 1);
        await().until(() -> production.open() == 0);
    }

    @Test
    void cannotConnectToAServerOfHttp1() throws Exception {
        TestBackend production = proxy.backend(TestBackend.answering("hello"));
        proxy.startYaml(
                "backends: { production: { url: \"%s\", protocol: h2, master: true } }".formatted(production.url()));

        assertThat(proxy.connect().get("/").read().status()).isEqualTo(502);

        await().until(() -> failures(FailureKind.PROTOCOL_ERROR) == 1);
    }

    @Test
    void failsAHeaderSectionThatIsTooLong() throws Exception {
        start(Http2TestBackend.of(call -> call.head(200, true, "x-long", "x".repeat(70_000))));

        assertThat(proxy.connect().get("/").read().status()).isEqualTo(502);

        await().until(() -> failures(FailureKind.PROTOCOL_ERROR) == 1);
    }
}

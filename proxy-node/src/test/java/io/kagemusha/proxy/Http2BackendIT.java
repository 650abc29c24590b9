package io.kagemusha.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kagemusha.common.exchange.FailureKind;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** HTTP/2 to backends, for clients of HTTP/1.1. */
@ExtendWith(BufferLeaks.class)
class Http2BackendIT {

    @RegisterExtension
    final ProxyFixture proxy = new ProxyFixture();

    private void start(Http2TestBackend production) throws Exception {
        start(production, "");
    }

    private void start(Http2TestBackend production, String more) throws Exception {
        proxy.backend(production);
        proxy.startYaml("backends: { production: { url: \"%s\", protocol: h2, master: true%s } }"
                .formatted(production.url(), more));
    }

    @Test
    void sendsARequestAsHttp2HasIt() throws Exception {
        Http2TestBackend production = Http2TestBackend.answering("hello");
        start(production);

        RawMessage answer = proxy.connect()
                .send(
                        "GET /a|b//../%7e?q=%zz&\u00c3\u00a4 HTTP/1.1\r\nHost: shop.test:81\r\nX-Twice: 1\r\nX-TWICE: 2\r\n"
                                + "Connection: keep-alive, X-Hop\r\nX-Hop: 1\r\nKeep-Alive: 5\r\nTE: trailers\r\n\r\n")
                .read();

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo("hello");
        var request = production.request();
        assertThat(request.field(":method")).isEqualTo("GET");
        assertThat(request.field(":scheme")).isEqualTo("http");
        assertThat(request.field(":authority")).isEqualTo("shop.test:81");
        assertThat(request.path()).isEqualTo("/a|b//../%7e?q=%zz&\u00c3\u00a4");
        assertThat(request.head().getAll("x-twice")).map(Object::toString).containsExactly("1", "2");
        assertThat(request.field("te")).isEqualTo("trailers");
        assertThat(request.field("x-forwarded-host")).isEqualTo("shop.test:81");
        assertThat(request.field("via")).isEqualTo("1.1 kagemusha");
        assertThat(request.head().names())
                .map(Object::toString)
                .doesNotContain("host", "connection", "keep-alive", "x-hop", "transfer-encoding");
    }

    @Test
    void passesBodyAndTrailersOnInBothDirections() throws Exception {
        Http2TestBackend production = Http2TestBackend.of(call -> call.head(200, false, "content-type", "text/plain")
                .data("got ", false)
                .data(call.body(), false)
                .fields(new DefaultHttp2Headers(false), true, "x-sum", "42"));
        start(production);

        RawMessage answer = proxy.connect()
                .send("POST / HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "3\r\nabc\r\n2\r\nde\r\n0\r\nX-Check: 7\r\n\r\n")
                .read();

        assertThat(answer.text()).isEqualTo("got abcde");
        assertThat(answer.trailers()).containsExactly("x-sum: 42");
        assertThat(production.request().trailers()).isNotNull();
        assertThat(String.valueOf(production.request().trailers().get("x-check")))
                .isEqualTo("7");
        assertThat(production.request().field("content-length")).isNull();
    }

    @Test
    void keepsTheLengthThatABodyAnnounces() throws Exception {
        Http2TestBackend production = Http2TestBackend.of(
                call -> call.head(200, false, "content-length", "2").data("ok", true));
        start(production);

        RawMessage answer = proxy.connect().post("/", "body").read();

        assertThat(answer.field("content-length")).isEqualTo("2");
        assertThat(answer.field("transfer-encoding")).isNull();
        assertThat(production.request().field("content-length")).isEqualTo("4");
        assertThat(production.request().body()).asString().isEqualTo("body");
    }

    @Test
    void answersWithoutBodyAndKeepsTheClientsConnection() throws Exception {
        start(Http2TestBackend.of(call -> {
            switch (call.path()) {
                case "/204" -> call.head(204, true);
                case "/304" -> call.head(304, true, "etag", "\"1\"");
                case "/head" -> call.head(200, true, "content-length", "10");
                default -> call.head(200, true);
            }
        }));
        RawClient client = proxy.connect();

        assertThat(client.get("/204").read().status()).isEqualTo(204);
        assertThat(client.get("/304").read().status()).isEqualTo(304);
        client.send("HEAD /head HTTP/1.1\r\nHost: test\r\n\r\n");
        assertThat(client.readHead().field("content-length")).isEqualTo("10");
        assertThat(client.get("/empty").read().text()).isEmpty();
    }

    @Test
    void sharesAConnectionAmongTheCallsOfAnEventLoop() throws Exception {
        int clients = 40;
        var waiting = new CopyOnWriteArrayList<Http2TestBackend.Call>();
        Http2TestBackend production = Http2TestBackend.of(call -> {
            waiting.add(call);
            if (waiting.size() == clients) {
                waiting.forEach(each -> each.answer(each.path()));
            }
        });
        start(production);

        List<RawClient> connected = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            connected.add(proxy.connect().get("/" + i));
        }

        for (int i = 0; i < clients; i++) {
            assertThat(connected.get(i).read().text()).isEqualTo("/" + i);
        }
        assertThat(production.connections())
                .isLessThanOrEqualTo(Runtime.getRuntime().availableProcessors());
    }

    @Test
    void opensAFurtherConnectionWhereTheServerAllowsNoMoreStreams() throws Exception {
        var waiting = new CopyOnWriteArrayList<Http2TestBackend.Call>();
        Http2TestBackend production = Http2TestBackend.of(
                call -> {
                    waiting.add(call);
                    if (waiting.size() == 10) {
                        waiting.forEach(each -> each.answer(each.path()));
                    }
                },
                Http2Settings.defaultSettings().maxConcurrentStreams(1));
        start(production);

        List<RawClient> connected = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            connected.add(proxy.connect().get("/" + i));
        }

        for (int i = 0; i < 10; i++) {
            assertThat(connected.get(i).read().text()).isEqualTo("/" + i);
        }
        assertThat(production.connections()).isEqualTo(10);
    }

    @Test
    void passesInterimResponsesOn() throws Exception {
        start(Http2TestBackend.of(call -> {
            call.head(103, false, "link", "</style.css>; rel=preload");
            call.answer("done");
        }));
        RawClient client = proxy.connect().get("/");

        RawMessage interim = client.readHead();
        RawMessage answer = client.read();

        assertThat(interim.status()).isEqualTo(103);
        assertThat(interim.field("link")).isEqualTo("</style.css>; rel=preload");
        assertThat(answer.text()).isEqualTo("done");
    }

    @Test
    void givesUpAfterTooManyInterimResponses() throws Exception {
        start(Http2TestBackend.of(call -> {
            for (int i = 0; i <= 100; i++) {
                call.head(102, false);
            }
            call.answer("done");
        }));
        RawClient client = proxy.connect().get("/");

        RawMessage answer = client.readHead();
        while (answer.status() == 102) {
            answer = client.readHead();
        }

        assertThat(answer.status()).isEqualTo(502);
    }

    @Test
    void answersBeforeTheUploadIsComplete() throws Exception {
        Http2TestBackend production = Http2TestBackend.of(new Http2TestBackend.Script() {
            @Override
            public void onHead(Http2TestBackend.Call call) {
                call.head(413, false).data("too much", true);
            }

            @Override
            public void onRequest(Http2TestBackend.Call call) {}
        });
        start(production);
        RawClient client = proxy.connect().send("POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 100\r\n\r\nbegun");

        RawMessage answer = client.read();
        client.send("x".repeat(95));

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.text()).isEqualTo("too much");
        await().until(() -> production.resets().contains("CANCEL"));
        assertThat(production.open()).isEqualTo(1);
    }

    /** RFC 9113, 8.1: a server may say with a reset that it needs no more of the request, after its whole response. */
    @Test
    void readsAWholeResponseWhoseServerWantsNoMoreOfTheRequest() throws Exception {
        start(Http2TestBackend.of(new Http2TestBackend.Script() {
            @Override
            public void onHead(Http2TestBackend.Call call) {
                call.head(200, false);
                call.dataAndReset("x".repeat(60_000), true, Http2Error.NO_ERROR);
            }

            @Override
            public void onRequest(Http2TestBackend.Call call) {}
        }));

        RawMessage answer = proxy.connect()
                .send("POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 100\r\n\r\nbegun")
                .read();

        assertThat(answer.text()).hasSize(60_000);
    }

    @Test
    void cancelsTheStreamOfAClientThatLeavesAndKeepsTheConnection() throws Exception {
        Http2TestBackend production = Http2TestBackend.of(new Http2TestBackend.Script() {
            @Override
            public void onRequest(Http2TestBackend.Call call) {
                call.answer("hello");
            }
        });
        start(production);
        RawClient leaving = proxy.connect().send("POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 100\r\n\r\nbegun");
        await().until(() -> production.heads().size() == 1);

        leaving.reset();

        await().until(() -> production.resets().contains("CANCEL"));
        assertThat(production.open()).isEqualTo(1);
    }

    @Test
    void recordsMasterAndShadowOfDifferentProtocolsAlike() throws Exception {
        TestBackend production = proxy.backend(TestBackend.of(call -> {
            call.request();
            call.send("HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "5\r\nhello\r\n0\r\n\r\n");
        }));
        Http2TestBackend sandbox = proxy.backend(Http2TestBackend.of(
                call -> call.head(200, false, "content-type", "text/plain").data("hello", true)));
        proxy.startYaml("""
                backends:
                  production: { url: "%s", master: true }
                  sandbox: { url: "%s", protocol: h2 }
                """.formatted(production.url(), sandbox.url()));

        assertThat(proxy.connect().post("/", "body").read().text()).isEqualTo("hello");

        var captured = proxy.awaitRecords(3);
        var reference = captured.of("production").get(0).response();
        var shadow = captured.of("sandbox").get(0).response();
        assertThat(reference).isNotNull();
        assertThat(shadow).isNotNull();
        assertThat(shadow.status()).isEqualTo(reference.status());
        assertThat(shadow.body().bytes()).isEqualTo(reference.body().bytes());
        assertThat(shadow.headers()).isEqualTo(reference.headers());
        assertThat(sandbox.request().body()).asString(ISO_8859_1).isEqualTo("body");
        assertThat(sandbox.request().field("x-shadow-backend")).isEqualTo("sandbox");
    }

    @Test
    void timesASilentBackendOut() throws Exception {
        Http2TestBackend production = Http2TestBackend.of(call -> {
            if (!call.path().equals("/silent")) {
                call.answer("hello");
            }
        });
        start(production, ", timeout: 300ms");

        RawClient silent = proxy.connect().get("/silent");
        RawMessage answer = silent.read();
        RawMessage other = silent.get("/").read();

        assertThat(answer.status()).isEqualTo(504);
        assertThat(other.text()).isEqualTo("hello");
        await().until(() -> production.resets().contains("CANCEL"));
        assertThat(proxy.counter("kagemusha.backend.failures", "failure", FailureKind.RESPONSE_TIMEOUT.wireName()))
                .isEqualTo(1);
    }

    /** RFC 9113, 5.5: frames of unknown types are nothing. */
    @Test
    void timesABackendOutThatSendsFramesOfNoMeaning() throws Exception {
        Http2TestBackend production = Http2TestBackend.of(Http2BackendIT::sendNothing);
        start(production, ", timeout: 300ms");

        assertThat(proxy.connect().get("/").read().status()).isEqualTo(504);
    }

    private static void sendNothing(Http2TestBackend.Call call) {
        if (call.stream().isActive()) {
            call.frame(0x42, 0, call.id(), Unpooled.EMPTY_BUFFER);
            call.stream().eventLoop().schedule(() -> sendNothing(call), 20, TimeUnit.MILLISECONDS);
        }
    }
}

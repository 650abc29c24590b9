package io.kagemusha.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kagemusha.proxy.Http2TestBackend.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** When HTTP/2 connections to backends begin and end. */
@ExtendWith(BufferLeaks.class)
class Http2LifecycleIT {

    @RegisterExtension
    final ProxyFixture proxy = new ProxyFixture();

    private static String yaml(Http2TestBackend production, String more) {
        return "backends: { production: { url: \"%s\", protocol: h2, master: true%s } }"
                .formatted(production.url(), more);
    }

    @Test
    void usesNoConnectionThatIsTooOld() throws Exception {
        Http2TestBackend production = proxy.backend(Http2TestBackend.answering("hello"));
        proxy.startYaml(yaml(production, ", max-age: 1ms"));
        RawClient client = proxy.connect();

        client.get("/1").read();
        await().pollDelay(2, TimeUnit.MILLISECONDS).until(() -> true);
        client.get("/2").read();

        assertThat(production.connections()).isEqualTo(2);
    }

    @Test
    void closesTheConnectionsOfABackendThatIsGoneWithTheLastCall() throws Exception {
        Http2TestBackend removed = proxy.backend(Http2TestBackend.of(call -> {}));
        Http2TestBackend other = proxy.backend(Http2TestBackend.answering("other"));
        proxy.startYaml(yaml(removed, ""));
        RawClient client = proxy.connect().get("/");
        await().until(() -> removed.requests().size() == 1);

        proxy.routeBy(yaml(other, ""));
        assertThat(proxy.connect().get("/").read().text()).isEqualTo("other");
        assertThat(removed.open()).isEqualTo(1);
        removed.request().answer("late");

        assertThat(client.read().text()).isEqualTo("late");
        await().until(() -> removed.open() == 0);
    }

    @Test
    void failsTheCallsThatDoNotEndBeforeTheNodeStops() throws Exception {
        Http2TestBackend production = proxy.backend(Http2TestBackend.of(call -> {}));
        proxy.startYaml("drain-timeout: 10ms\n" + yaml(production, ""));
        RawClient client = proxy.connect().get("/");
        await().until(() -> production.requests().size() == 1);

        proxy.node().close();

        assertThat(client.readToEnd()).doesNotContain("200");
        await().until(() -> production.open() == 0);
        assertThat(proxy.node().balanced()).isTrue();
    }

    @Test
    void givesUpAConnectionOnWhichNothingComesAnyMore() throws Exception {
        Http2TestBackend production = proxy.backend(Http2TestBackend.of(call -> {
            if (!call.path().equals("/silent")) {
                call.answer("hello");
            }
        }));
        proxy.startYaml(yaml(production, ", timeout: 1s"));
        RawClient client = proxy.connect();
        // With its answer the server's SETTINGS have come too, which must not come into the silence
        client.get("/").read();

        assertThat(client.get("/silent").read().status()).isEqualTo(504);
        assertThat(client.get("/").read().text()).isEqualTo("hello");

        assertThat(production.connections()).isEqualTo(2);
    }

    @Test
    void keepsAConnectionOnWhichOneOfManyIsSilent() throws Exception {
        var ended = new AtomicBoolean();
        Http2TestBackend production = proxy.backend(Http2TestBackend.of(call -> {
            if (call.path().equals("/busy")) {
                call.head(200, false);
                sendOn(call, ended);
            }
        }));
        proxy.startYaml(yaml(production, ", timeout: 3s"));
        List<RawClient> busy = new ArrayList<>();
        // Enough for every event loop to have one
        for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
            busy.add(proxy.connect().get("/busy"));
            busy.get(i).readHead();
        }
        int connections = production.connections();

        assertThat(proxy.connect().get("/silent").read().status()).isEqualTo(504);
        ended.set(true);

        for (RawClient client : busy) {
            client.get("/busy");
        }
        await().until(() -> production.requests().size() == 2 * busy.size() + 1);
        assertThat(production.connections()).isEqualTo(connections);
    }

    /** A little again and again, and one day the end. */
    private static void sendOn(Call call, AtomicBoolean ended) {
        boolean end = ended.get();
        call.data("x", end);
        if (!end) {
            call.stream().eventLoop().schedule(() -> sendOn(call, ended), 20, TimeUnit.MILLISECONDS);
        }
    }
}

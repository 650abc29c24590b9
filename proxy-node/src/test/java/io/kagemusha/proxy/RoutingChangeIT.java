package io.kagemusha.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kagemusha.common.exchange.Failure;
import io.kagemusha.common.exchange.FailureKind;
import io.kagemusha.common.exchange.Result;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

@ExtendWith(BufferLeaks.class)
class RoutingChangeIT {

    private static final String ALONE = "backends: { production: { url: %s, master: true } }\n";
    private static final String SHADOWED = """
            backends:
              production: { url: %s, master: true }
              sandbox: { url: %s }
            """;

    @RegisterExtension
    final ProxyFixture proxy = new ProxyFixture();

    @Test
    void addedBackendTakesPartFromTheNextRequestOn() throws Exception {
        TestBackend production = proxy.backend(TestBackend.answering("production"));
        TestBackend sandbox = proxy.backend(TestBackend.answering("sandbox"));
        proxy.start(production);
        RawClient client = proxy.connect();
        client.get("/1").read();

        proxy.routeBy(SHADOWED.formatted(production.url(), sandbox.url()));
        client.get("/2").read();

        proxy.awaitRecords(3);
        assertThat(sandbox.request().target()).isEqualTo("/2");
        assertThat(production.connections())
                .as("an unchanged backend keeps its")
                .isEqualTo(1);
    }

    @Test
    void deletedBackendGetsNoFurtherRequestAndFinishesThoseInFlight() throws Exception {
        var released = new CountDownLatch(1);
        TestBackend production = proxy.backend(TestBackend.answering("production"));
        TestBackend sandbox = proxy.backend(TestBackend.of(call -> {
            call.request();
            call.await(released);
            call.answer("sandbox");
        }));
        proxy.start(production, sandbox);
        RawClient client = proxy.connect();
        client.get("/1").read();
        await().until(() -> sandbox.heads() == 1);

        proxy.routeBy(ALONE.formatted(production.url()));
        client.get("/2").read();
        released.countDown();

        assertThat(proxy.awaitRecords(3).of("sandbox")).singleElement().matches(Result::complete);
        assertThat(sandbox.request().target()).isEqualTo("/1");
        await().untilAsserted(() ->
                assertThat(sandbox.ended()).as("its connection is not kept").isEqualTo(1));
    }

    @Test
    void closesIdleConnectionsOfDeletedBackend() throws Exception {
        TestBackend production = proxy.backend(TestBackend.answering("production"));
        TestBackend sandbox = proxy.backend(TestBackend.answering("sandbox"));
        proxy.start(production, sandbox);
        proxy.connect().get("/1").read();
        proxy.awaitQuiet();

        proxy.routeBy(ALONE.formatted(production.url()));

        await().until(() -> sandbox.ended() == 1);
        assertThat(production.ended()).isZero();
    }

    @Test
    void veryNextRequestGoesToTheReplacementOfTheOnlyBackend() throws Exception {
        TestBackend before = proxy.backend(TestBackend.answering("before"));
        TestBackend after = proxy.backend(TestBackend.answering("after"));
        proxy.start(before);
        RawClient client = proxy.connect();
        assertThat(client.get("/1").read().text()).isEqualTo("before");

        proxy.routeBy(ALONE.formatted(after.url()));

        assertThat(client.get("/2").read().text()).isEqualTo("after");
        assertThat(before.requests()).hasSize(1);
    }

    @Test
    void shedsAndRecordsWhatWaitsForDeletedShadow() throws Exception {
        var released = new CountDownLatch(1);
        TestBackend production = proxy.backend(TestBackend.answering("production"));
        TestBackend sandbox = proxy.backend(TestBackend.of(call -> {
            call.request();
            call.await(released);
            call.answer("sandbox");
        }));
        proxy.startYaml("""
                backends:
                  production: { url: %s, master: true }
                  sandbox: { url: %s, concurrency: 1, backlog: 10 }
                """.formatted(production.url(), sandbox.url()));
        RawClient client = proxy.connect();
        for (int i = 0; i < 6; i++) {
            client.get("/" + i).read();
        }
        await().until(() -> sandbox.heads() == 1);

        proxy.routeBy(ALONE.formatted(production.url()));

        // The request and production's response of each, and the five that waited
        assertThat(proxy.awaitRecords(17).of("sandbox"))
                .extracting(Result::failure)
                .containsOnly(new Failure(FailureKind.SHED, "backend_removed"));
        released.countDown();
        assertThat(proxy.awaitRecords(18).of("sandbox"))
                .filteredOn(Result::complete)
                .hasSize(1);
        assertThat(sandbox.heads()).isEqualTo(1);
    }

    @Test
    void losesNoRequestWhileBackendsComeAndGo() throws Exception {
        TestBackend production = proxy.backend(TestBackend.answering("production"));
        TestBackend sandbox = proxy.backend(TestBackend.answering("sandbox"));
        proxy.start(production);
        var over = new AtomicBoolean();
        RawClient client = proxy.connect();

        var changes = CompletableFuture.runAsync(() -> {
            for (int i = 0; !over.get(); i++) {
                change(i % 2 == 0 ? SHADOWED.formatted(production.url(), sandbox.url()) : ALONE, production);
            }
        });
        for (int i = 0; i < 2000; i++) {
            assertThat(client.get("/" + i).read().text()).isEqualTo("production");
        }
        over.set(true);
        changes.join();

        proxy.awaitQuiet();
        assertThat(production.requests()).hasSize(2000);
    }

    private void change(String yaml, TestBackend production) {
        try {
            proxy.routeBy(yaml.formatted(production.url()));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}

package io.kagemusha.standalone.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.kagemusha.standalone.broker.TestKafka;
import io.kagemusha.standalone.command.KagemushaProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A proxy node is told to stop with SIGTERM while it works. */
class ProxyStoppedIT {

    @TempDir
    private Path directory;

    private final CountDownLatch asked = new CountDownLatch(2);
    private final CountDownLatch released = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void release() {
        released.countDown();
        threads.shutdownNow();
    }

    @Test
    void finishesWhatIsInFlightAndHandsItsRecordsToKafka() throws Exception {
        HttpServer master = server();
        HttpServer shadow = server();
        try (var kafka = TestKafka.start()) {
            // Given
            Path file = Files.writeString(directory.resolve("kagemusha.yaml"), """
                    listeners: [{ address: "127.0.0.1:0" }]
                    backends:
                      production: { url: "http://127.0.0.1:%d", master: true }
                      staging: { url: "http://127.0.0.1:%d" }
                    kafka: { bootstrap.servers: "%s" }
                    topics: { partitions: 2, replication: 1 }
                    """.formatted(
                            master.getAddress().getPort(), shadow.getAddress().getPort(), kafka.bootstrapServers()));
            try (var proxy = KagemushaProcess.start(directory, "proxy", "--config", file.toString())) {
                URI address = proxy.awaitProxy();
                var answer = HttpClient.newHttpClient()
                        .sendAsync(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
                asked.await();

                // When
                var exitCode = CompletableFuture.supplyAsync(proxy::terminate, threads);
                await().until(() -> refusesConnections(address));
                released.countDown();

                // Then
                assertThat(answer.get().body()).isEqualTo("late");
                assertThat(exitCode.get()).as(proxy.err()).isZero();
                var committed = new Committed(kafka.bootstrapServers());
                String id = committed.ids("shadow.requests").get(0);
                assertThat(committed.ids("shadow.responses"))
                        .containsExactlyInAnyOrder(id + "/production", id + "/staging");
            }
        } finally {
            master.stop(0);
            shadow.stop(0);
        }
    }

    private HttpServer server() throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            asked.countDown();
            try (exchange) {
                released.await();
                exchange.sendResponseHeaders(200, 4);
                exchange.getResponseBody().write("late".getBytes(UTF_8));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
        return server;
    }

    private static boolean refusesConnections(URI address) {
        try (var socket = new Socket(address.getHost(), address.getPort())) {
            return !socket.isConnected();
        } catch (IOException e) {
            return true;
        }
    }
}

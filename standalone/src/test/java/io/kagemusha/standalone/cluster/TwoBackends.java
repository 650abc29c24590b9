package io.kagemusha.standalone.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A master and a shadow that answer every request at once, and differently; the shadow never answers {@link #SLOW}. */
final class TwoBackends implements AutoCloseable {

    static final String SLOW = "/slow";
    static final String ANSWER = "{\"answer\":42}";

    static {
        // Or each response would wait for the client's delayed acknowledgement
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final CountDownLatch end = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer master;
    private final HttpServer shadow;

    TwoBackends() throws IOException {
        master = server(exchange -> answer(exchange, ANSWER));
        shadow = server(exchange -> {
            if (exchange.getRequestURI().getPath().startsWith(SLOW)) {
                awaitEnd();
            }
            answer(exchange, "{\"answer\":43}");
        });
    }

    /** The {@code backends} of a configuration. */
    String yaml() {
        return "backends: { production: { url: 'http://127.0.0.1:%d', master: true }, staging: { url: 'http://127.0.0.1:%d', timeout: 1h } }"
                .formatted(master.getAddress().getPort(), shadow.getAddress().getPort());
    }

    private HttpServer server(Handler handler) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", handler::handle);
        server.start();
        return server;
    }

    private void awaitEnd() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void answer(HttpExchange exchange, String json) throws IOException {
        try (exchange) {
            byte[] body = json.getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @FunctionalInterface
    private interface Handler {

        void handle(HttpExchange exchange) throws IOException;
    }

    @Override
    public void close() {
        end.countDown();
        master.stop(0);
        shadow.stop(0);
        threads.shutdownNow();
    }
}

package io.kagemusha.standalone.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;

/** A shop on a free port of the loopback address. */
final class ShopServer implements AutoCloseable {

    static {
        // The server writes head and body apart, and would wait 40 ms for the acknowledgement in between
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final OldShop shop;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final BiConsumer<String, Answer> witness;

    /**
     * @param witness is told each answer, with the id of the request, before the answer is sent; called by several
     *     threads at once
     */
    ShopServer(OldShop shop, BiConsumer<String, Answer> witness) throws IOException {
        this.shop = shop;
        this.witness = witness;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            Answer answer = shop.answer(
                    exchange.getRequestMethod(), exchange.getRequestURI().getPath());
            String requestId = exchange.getRequestHeaders().getFirst(Visitors.REQUEST_ID);
            if (requestId != null) {
                witness.accept(requestId, answer);
            }
            exchange.getResponseHeaders().set("Content-Type", answer.contentType());
            exchange.sendResponseHeaders(answer.status(), answer.body().length);
            exchange.getResponseBody().write(answer.body());
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}

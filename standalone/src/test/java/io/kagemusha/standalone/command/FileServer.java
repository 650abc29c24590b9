package io.kagemusha.standalone.command;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Serves the files of a directory. */
final class FileServer implements AutoCloseable {

    private static final Map<String, String> TYPES = Map.of(
            ".json",
            "application/json",
            ".txt",
            "text/plain",
            ".html",
            "text/html",
            ".bin",
            "application/octet-stream");

    private final Path directory;
    private final HttpServer server;

    FileServer(Path directory) throws IOException {
        this.directory = directory;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::serve);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            exchange.getResponseHeaders().set("Content-Type", TYPES.get(path.substring(path.lastIndexOf('.'))));
            byte[] file = Files.readAllBytes(directory.resolve(path.substring(1)));
            exchange.sendResponseHeaders(200, file.length);
            exchange.getResponseBody().write(file);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

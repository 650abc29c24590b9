package io.kagemusha.standalone.capture;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.function.Function;

/** A server that answers each path with the bytes that a test says, one request a connection. */
final class ScriptedServer implements AutoCloseable {

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Function<String, byte[]> answers;

    /** @param answers the response to a request line's path */
    ScriptedServer(Function<String, byte[]> answers) throws IOException {
        this.answers = answers;
        var thread = new Thread(this::accept, "scripted-server");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                var thread = new Thread(() -> serve(socket), "scripted-connection");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            var in = new BufferedInputStream(socket.getInputStream());
            String head = readThrough(in, "\r\n\r\n");
            String lower = head.toLowerCase(java.util.Locale.ROOT);
            int length = lower.indexOf("content-length: ");
            if (length >= 0) {
                in.readNBytes(Integer.parseInt(lower.substring(length + 16, lower.indexOf('\r', length))));
            } else if (lower.contains("transfer-encoding: chunked")) {
                readThrough(in, "0\r\n");
                while (!readThrough(in, "\r\n").equals("\r\n")) {}
            }
            socket.getOutputStream().write(answers.apply(head.split("[ ?]", 3)[1]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String readThrough(InputStream in, String end) throws IOException {
        var text = new StringBuilder();
        while (text.indexOf(end, Math.max(0, text.length() - end.length())) < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("end of input after " + text);
            }
            text.append((char) next);
        }
        return text.toString();
    }

    /** Sends a request and reads the whole answer. */
    static String exchange(int port, byte[] request) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(request);
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}

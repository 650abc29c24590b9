package io.kagemusha.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/** A server that neither accepts nor refuses: its queue is full, so that whoever connects waits for an answer. */
final class FullServer implements AutoCloseable {

    private static final int CONNECT_MILLIS = 200;

    private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private final List<Socket> queued = new ArrayList<>();

    FullServer() throws IOException {
        while (enqueue()) {
            // Linux queues one more than it was told, and others differ again
        }
    }

    private boolean enqueue() throws IOException {
        var socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(server.getInetAddress(), server.getLocalPort()), CONNECT_MILLIS);
            queued.add(socket);
            return true;
        } catch (SocketTimeoutException e) {
            socket.close();
            return false;
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        for (Socket socket : queued) {
            socket.close();
        }
        server.close();
    }
}

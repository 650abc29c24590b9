package io.kagemusha.benchmarks.peer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A shadow that does not do what a server should. Runs on threads of its own in this process. */
public final class FaultyServer implements AutoCloseable {

    /** What it does to whoever connects. */
    public enum Fault {
        /** Accepts and never answers. */
        HANGS,
        /** Resets the connection as soon as it is there. */
        RESETS
    }

    private final ServerSocket server;
    private final List<Socket> accepted = new CopyOnWriteArrayList<>();

    /** Listens on a free port. */
    public FaultyServer(Fault fault) throws IOException {
        server = new ServerSocket(0, 4096, InetAddress.getLoopbackAddress());
        var thread = new Thread(() -> accept(fault), "faulty-server");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept(Fault fault) {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                switch (fault) {
                    case HANGS -> accepted.add(socket);
                    case RESETS -> {
                        socket.setSoLinger(true, 0);
                        socket.close();
                    }
                }
            } catch (IOException e) {
                // The server was closed, or the other side was faster
            }
        }
    }

    public int port() {
        return server.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : accepted) {
            socket.close();
        }
    }
}

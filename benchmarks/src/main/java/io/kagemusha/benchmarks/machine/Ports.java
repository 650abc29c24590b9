package io.kagemusha.benchmarks.machine;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** TCP ports of the loopback address. */
public final class Ports {

    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(20);

    private Ports() {}

    /** A port on which nothing listens now, and which nobody was given before. */
    public static int free() throws IOException {
        int port;
        do {
            try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = socket.getLocalPort();
            }
        } while (!GIVEN.add(port));
        return port;
    }

    /**
     * Waits until something accepts connections on {@code port}.
     *
     * @throws IOException when {@code owner} ends before that, or nothing happens for a minute
     */
    public static void awaitOpen(int port, PinnedProcess owner, String name) throws IOException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!isOpen(port)) {
            if (!owner.isAlive()) {
                throw new IOException(name + " ended instead of listening on port " + port + "; see its log");
            }
            if (System.nanoTime() - deadline > 0) {
                throw new IOException(name + " did not listen on port " + port + " within " + LIMIT);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private static boolean isOpen(int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}

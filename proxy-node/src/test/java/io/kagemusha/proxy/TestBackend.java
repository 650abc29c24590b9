package io.kagemusha.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A server of which a test says what it does with each request, one thread a connection. */
final class TestBackend implements AutoCloseable {

    /** What is done with one request. An exception ends the connection. */
    interface Script {
        void run(Call call) throws Exception;
    }

    private static final Queue<Socket> BOUND = new ConcurrentLinkedQueue<>();

    private final ServerSocket server;
    private final Script script;
    private final List<RawMessage> requests = new CopyOnWriteArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger heads = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();

    private TestBackend(Script script, int receiveBuffer, int port) throws IOException {
        this.script = script;
        server = new ServerSocket();
        server.setReuseAddress(true);
        if (receiveBuffer > 0) {
            server.setReceiveBufferSize(receiveBuffer);
        }
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
        start(this::accept);
    }

    static TestBackend of(Script script) throws IOException {
        return new TestBackend(script, 0, 0);
    }

    /** A server whose kernel takes little that it has not read. */
    static TestBackend withSmallWindow(Script script) throws IOException {
        return new TestBackend(script, 8 * 1024, 0);
    }

    /** A server at the address of one that was closed. */
    static TestBackend inPlaceOf(TestBackend closed, Script script) throws IOException {
        return new TestBackend(script, 0, closed.server.getLocalPort());
    }

    /** Answers every request with that text. */
    static TestBackend answering(String text) throws IOException {
        return of(call -> call.answer(text));
    }

    /** Reads requests and never answers. */
    static TestBackend silent() throws IOException {
        return of(Call::request);
    }

    /** Answers every request with a body that goes on until the connection ends. */
    static TestBackend endless() throws IOException {
        var never = new CountDownLatch(1);
        return of(call -> {
            call.request();
            call.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            do {
                call.send("2\r\n:\n\r\n");
            } while (!never.await(10, TimeUnit.MILLISECONDS));
        });
    }

    /** An address that refuses connections. It stays bound, without listening, so that nobody else is given it. */
    static String refusingUrl() throws IOException {
        var bound = new Socket();
        bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        BOUND.add(bound);
        return "http://127.0.0.1:" + bound.getLocalPort();
    }

    String url() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    /** The requests that were read as a whole, in order. */
    List<RawMessage> requests() {
        return requests;
    }

    /** The only request that was read. */
    RawMessage request() {
        if (requests.size() != 1) {
            throw new AssertionError("requests: " + requests);
        }
        return requests.get(0);
    }

    int connections() {
        return connections.get();
    }

    /** How many heads were read. */
    int heads() {
        return heads.get();
    }

    /** How many connections have ended. */
    int ended() {
        return ended.get();
    }

    private static void start(Runnable work) {
        var thread = new Thread(work, "test-backend");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                connections.incrementAndGet();
                open.add(socket);
                if (server.isClosed()) {
                    // It came while the server was being closed, too late to be found among those that are open
                    socket.close();
                }
                start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            var in = new BufferedInputStream(socket.getInputStream());
            for (int number = 1; !socket.isClosed(); number++) {
                RawMessage head = RawMessage.readHead(in);
                heads.incrementAndGet();
                script.run(new Call(socket, in, head, number));
            }
        } catch (Exception e) {
            // The test sees what came of it
        } finally {
            open.remove(socket);
            ended.incrementAndGet();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    /** One request and the connection it came on. */
    final class Call {

        private final Socket socket;
        private final InputStream in;
        private final RawMessage head;
        private final int number;
        private RawMessage request;

        private Call(Socket socket, InputStream in, RawMessage head, int number) {
            this.socket = socket;
            this.in = in;
            this.head = head;
            this.number = number;
        }

        /** Which request of its connection it is, from 1. */
        int number() {
            return number;
        }

        RawMessage head() {
            return head;
        }

        /** The request with its body, which is read now if it was not yet. */
        RawMessage request() throws IOException {
            if (request == null) {
                request = head.readBody(in, false);
                requests.add(request);
            }
            return request;
        }

        /** Answers 200 with that text. */
        void answer(String text) throws IOException {
            request();
            send("HTTP/1.1 200 OK\r\nContent-Length: " + text.length() + "\r\n\r\n" + text);
        }

        void send(String text) throws IOException {
            send(text.getBytes(ISO_8859_1));
        }

        void send(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
        }

        /** Reads that many bytes, or fewer where the connection ends before. */
        String read(int count) throws IOException {
            return new String(in.readNBytes(count), ISO_8859_1);
        }

        /** Sends back everything that comes, up to its end. */
        void echo() throws IOException {
            in.transferTo(socket.getOutputStream());
        }

        /** Whether there is something to read. */
        boolean hasMore() throws IOException {
            return in.available() > 0;
        }

        /** Ends the connection in order. */
        void close() throws IOException {
            socket.close();
        }

        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        /** Waits until the other side has ended the connection. */
        void awaitEnd() throws IOException {
            in.transferTo(java.io.OutputStream.nullOutputStream());
        }

        /** Waits for the test's word. */
        void await(CountDownLatch latch) throws Exception {
            if (!latch.await(120, TimeUnit.SECONDS)) {
                throw new IOException("the test never said so");
            }
        }
    }
}

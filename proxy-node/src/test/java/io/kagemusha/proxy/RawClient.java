package io.kagemusha.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;

/** A client that writes what it is told, byte for byte, and reads exactly one response after the other. */
final class RawClient implements AutoCloseable {

    private static final int READ_TIMEOUT_MILLIS = 60_000;

    private final Socket socket = new Socket();
    private final InputStream in;

    private RawClient(InetSocketAddress address, int receiveBuffer) throws IOException {
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.connect(address);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(READ_TIMEOUT_MILLIS);
        in = new BufferedInputStream(socket.getInputStream(), 16 * 1024);
    }

    static RawClient connect(InetSocketAddress address) throws IOException {
        return new RawClient(address, 0);
    }

    /** A client whose kernel takes little that it has not read. */
    static RawClient connectWithSmallWindow(InetSocketAddress address) throws IOException {
        return new RawClient(address, 8 * 1024);
    }

    RawClient send(String text) throws IOException {
        return send(text.getBytes(ISO_8859_1));
    }

    RawClient send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    /** Sends a GET that keeps the connection. */
    RawClient get(String target) throws IOException {
        return send("GET " + target + " HTTP/1.1\r\nHost: test\r\n\r\n");
    }

    /** Sends a POST with that body, its length told. */
    RawClient post(String target, String body) throws IOException {
        return send(
                "POST " + target + " HTTP/1.1\r\nHost: test\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
    }

    RawMessage readHead() throws IOException {
        return RawMessage.readHead(in);
    }

    /** Reads a final response to anything but HEAD. */
    RawMessage read() throws IOException {
        RawMessage head = readHead();
        return head.status() == 204 || head.status() == 304 ? head : readBody(head);
    }

    RawMessage readBody(RawMessage head) throws IOException {
        return head.readBody(in, true);
    }

    /** Reads that many bytes. */
    byte[] readBytes(int count) throws IOException {
        return in.readNBytes(count);
    }

    /** What comes up to the end of a head, or up to the end of the connection, in order or not. */
    String readToEndOfHead() throws IOException {
        var text = new StringBuilder();
        try {
            while (text.indexOf("\r\n\r\n") < 0) {
                int b = in.read();
                if (b < 0) {
                    break;
                }
                text.append((char) b);
            }
        } catch (SocketException e) {
            text.append("[reset]");
        }
        return text.toString();
    }

    /** Waits until the connection has ended, in order or not, and returns what came before that. */
    String readToEnd() throws IOException {
        var text = new StringBuilder();
        try {
            for (int b = in.read(); b >= 0; b = in.read()) {
                text.append((char) b);
            }
        } catch (SocketException e) {
            text.append("[reset]");
        }
        return text.toString();
    }

    void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** Ends the connection with a reset. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

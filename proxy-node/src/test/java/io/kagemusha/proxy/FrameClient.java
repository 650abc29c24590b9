package io.kagemusha.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A client of HTTP/2 that writes the frames it is told, right or wrong, and sorts what comes back by streams. */
final class FrameClient implements AutoCloseable {

    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int PRIORITY = 2;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PUSH_PROMISE = 5;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;

    static final int END_STREAM = 1;
    static final int ACK = 1;
    static final int END_HEADERS = 4;

    static final long NO_ERROR = 0;
    static final long PROTOCOL_ERROR = 1;
    static final long INTERNAL_ERROR = 2;
    static final long FLOW_CONTROL_ERROR = 3;
    static final long STREAM_CLOSED = 5;
    static final long FRAME_SIZE_ERROR = 6;
    static final long REFUSED_STREAM = 7;
    static final long CANCEL = 8;
    static final long COMPRESSION_ERROR = 9;
    static final long ENHANCE_YOUR_CALM = 11;

    static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

    private static final int READ_TIMEOUT_MILLIS = 60_000;
    private static final int PATIENCE_MILLIS = 1_000;
    private static final int INITIAL_WINDOW_SIZE = 4;
    private static final int FIRST_WINDOW = 65_535;

    private final Socket socket = new Socket();
    private final DataInputStream in;
    private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);
    private final Map<Integer, Answer> answers = new HashMap<>();
    private final List<GoAway> goAways = new ArrayList<>();
    private int initialWindow = FIRST_WINDOW;
    private boolean opensWindows = true;
    private boolean answersPings = true;
    private final Map<Integer, Integer> windows = new HashMap<>();
    private int pingAcks;
    private int settingsAcks;

    /** What the server says when it ends the connection. */
    record GoAway(int lastStream, long code) {}

    /** What has come on one stream. */
    static final class Answer {

        private final List<Http2Headers> heads = new ArrayList<>();
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private boolean ended;
        private long reset = -1;
        private int resets;

        /** The statuses, interim ones too. */
        List<String> statuses() {
            return heads.stream()
                    .filter(head -> head.status() != null)
                    .map(head -> head.status().toString())
                    .toList();
        }

        /** The last one. */
        int status() {
            List<String> all = statuses();
            return all.isEmpty() ? 0 : Integer.parseInt(all.get(all.size() - 1));
        }

        /** The value in head or trailers, null when there is none. */
        String field(String name) {
            return heads.stream()
                    .filter(head -> head.contains(name))
                    .map(head -> head.get(name).toString())
                    .findFirst()
                    .orElse(null);
        }

        /** The fields that came last. */
        Http2Headers last() {
            return heads.get(heads.size() - 1);
        }

        String text() {
            return body.toString(ISO_8859_1);
        }

        int bytes() {
            return body.size();
        }

        boolean ended() {
            return ended;
        }

        int resets() {
            return resets;
        }

        /** The error code of RST_STREAM, -1 when there was none. */
        long reset() {
            return reset;
        }
    }

    private FrameClient(InetSocketAddress address) throws IOException {
        socket.connect(address);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(READ_TIMEOUT_MILLIS);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 16 * 1024));
    }

    /** Connects and says nothing yet. */
    static FrameClient silent(InetSocketAddress address) throws IOException {
        return new FrameClient(address);
    }

    /** Connects and begins with the preface and empty settings. */
    static FrameClient connect(InetSocketAddress address) throws IOException {
        return new FrameClient(address).send(PREFACE).settings();
    }

    FrameClient send(String text) throws IOException {
        return send(text.getBytes(ISO_8859_1));
    }

    FrameClient send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    static byte[] frame(int type, int flags, int stream, byte[] payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .put((byte) (payload.length >> 16))
                .putShort((short) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    FrameClient write(int type, int flags, int stream, byte[] payload) throws IOException {
        return send(frame(type, flags, stream, payload));
    }

    /** Sends settings: identifier, value, and so on. */
    FrameClient settings(int... settings) throws IOException {
        ByteBuffer payload = ByteBuffer.allocate(settings.length * 3);
        for (int i = 0; i < settings.length; i += 2) {
            payload.putShort((short) settings[i]).putInt(settings[i + 1]);
        }
        return write(SETTINGS, 0, 0, payload.array());
    }

    FrameClient ping() throws IOException {
        return write(PING, 0, 0, new byte[8]);
    }

    FrameClient reset(int stream, long code) throws IOException {
        return write(
                RST_STREAM, 0, stream, ByteBuffer.allocate(4).putInt((int) code).array());
    }

    FrameClient window(int stream, int more) throws IOException {
        return write(
                WINDOW_UPDATE, 0, stream, ByteBuffer.allocate(4).putInt(more).array());
    }

    /** Sends a whole header section: name, value, and so on. */
    FrameClient headers(int stream, boolean end, String... fields) throws IOException {
        return write(HEADERS, END_HEADERS | (end ? END_STREAM : 0), stream, block(fields));
    }

    FrameClient get(int stream, String path) throws IOException {
        return headers(stream, true, request("GET", path));
    }

    /** Begins a POST. */
    FrameClient post(int stream, String path, String... more) throws IOException {
        return headers(stream, false, request("POST", path, more));
    }

    FrameClient data(int stream, boolean end, String text) throws IOException {
        return data(stream, end, text.getBytes(ISO_8859_1));
    }

    FrameClient data(int stream, boolean end, byte[] bytes) throws IOException {
        return write(DATA, end ? END_STREAM : 0, stream, bytes);
    }

    /** The fields of a request with its pseudo-header fields. */
    static String[] request(String method, String path, String... more) {
        var fields =
                new ArrayList<>(List.of(":method", method, ":scheme", "http", ":authority", "test", ":path", path));
        fields.addAll(List.of(more));
        return fields.toArray(String[]::new);
    }

    /** Literal fields that are not indexed, and not Huffman-coded (RFC 7541, 6.2.2). */
    static byte[] block(String... fields) {
        var block = new ByteArrayOutputStream();
        for (int i = 0; i < fields.length; i += 2) {
            block.write(0);
            text(block, fields[i]);
            text(block, fields[i + 1]);
        }
        return block.toByteArray();
    }

    private static void text(ByteArrayOutputStream block, String text) {
        byte[] bytes = text.getBytes(ISO_8859_1);
        if (bytes.length < 127) {
            block.write(bytes.length);
        } else {
            block.write(127);
            int rest = bytes.length - 127;
            while (rest >= 128) {
                block.write((rest & 127) | 128);
                rest >>= 7;
            }
            block.write(rest);
        }
        block.writeBytes(bytes);
    }

    /** From now on gives the server no more window than it has. */
    FrameClient keepWindows() {
        opensWindows = false;
        return this;
    }

    FrameClient keepPings() {
        answersPings = false;
        return this;
    }

    /** What has come on that stream so far. */
    Answer answer(int stream) {
        return answers.computeIfAbsent(stream, id -> new Answer());
    }

    /** Reads until that stream has ended, in order or not. */
    Answer await(int stream) throws IOException {
        Answer answer = answer(stream);
        while (!answer.ended && answer.reset < 0) {
            readOne();
        }
        return answer;
    }

    /** Reads until that stream was reset, and returns the code. */
    long awaitReset(int stream) throws IOException {
        Answer answer = answer(stream);
        while (answer.reset < 0) {
            readOne();
        }
        return answer.reset;
    }

    /** Reads until that many bytes of a body have come. */
    Answer awaitBytes(int stream, int count) throws IOException {
        Answer answer = answer(stream);
        while (answer.body.size() < count) {
            readOne();
        }
        return answer;
    }

    Answer awaitHead(int stream) throws IOException {
        Answer answer = answer(stream);
        while (answer.heads.isEmpty()) {
            readOne();
        }
        return answer;
    }

    GoAway awaitGoAway(int count) throws IOException {
        while (goAways.size() < count) {
            readOne();
        }
        return goAways.get(count - 1);
    }

    GoAway awaitGoAway() throws IOException {
        return awaitGoAway(1);
    }

    void awaitPingAck(int count) throws IOException {
        while (pingAcks < count) {
            readOne();
        }
    }

    void awaitSettingsAck() throws IOException {
        while (settingsAcks == 0) {
            readOne();
        }
    }

    /** Counts that much off the window of a stream that sends a body; false when it has not come so far within a moment. */
    boolean takeWindow(int stream, int bytes) throws IOException {
        socket.setSoTimeout(PATIENCE_MILLIS);
        try {
            awaitWindow(stream, bytes);
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } finally {
            socket.setSoTimeout(READ_TIMEOUT_MILLIS);
        }
    }

    /** Reads until the stream's window is so large, and counts it off. */
    void awaitWindow(int stream, int bytes) throws IOException {
        while (windows.computeIfAbsent(stream, this::beginOf) < bytes) {
            readOne();
        }
        windows.merge(stream, -bytes, Integer::sum);
    }

    boolean hasGoAway() {
        return !goAways.isEmpty();
    }

    void readAvailable() throws IOException {
        while (in.available() >= 9) {
            readOne();
        }
    }

    /** Reads until the server has ended the connection. */
    void awaitEnd() throws IOException {
        try {
            while (true) {
                readOne();
            }
        } catch (EOFException | SocketException e) {
            // In order, or by a reset
        }
    }

    private void readOne() throws IOException {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int stream = in.readInt();
        take(type, flags, stream, in.readNBytes(length));
    }

    private void take(int type, int flags, int stream, byte[] payload) throws IOException {
        switch (type) {
            case DATA -> {
                answer(stream).body.writeBytes(payload);
                answer(stream).ended |= (flags & END_STREAM) != 0;
                if (opensWindows && payload.length > 0) {
                    window(0, payload.length);
                    if (!answer(stream).ended) {
                        window(stream, payload.length);
                    }
                }
            }
            case HEADERS -> {
                answer(stream).heads.add(decode(stream, payload));
                answer(stream).ended |= (flags & END_STREAM) != 0;
            }
            case RST_STREAM -> {
                answer(stream).resets++;
                answer(stream).reset = ByteBuffer.wrap(payload).getInt();
            }
            case SETTINGS -> {
                if ((flags & ACK) != 0) {
                    settingsAcks++;
                } else {
                    takeSettings(ByteBuffer.wrap(payload));
                    write(SETTINGS, ACK, 0, new byte[0]);
                }
            }
            case PING -> {
                if ((flags & ACK) != 0) {
                    pingAcks++;
                } else if (answersPings) {
                    write(PING, ACK, 0, payload);
                }
            }
            case GOAWAY -> {
                ByteBuffer said = ByteBuffer.wrap(payload);
                goAways.add(new GoAway(said.getInt(), said.getInt()));
            }
            case WINDOW_UPDATE -> {
                int more = ByteBuffer.wrap(payload).getInt();
                windows.merge(stream, beginOf(stream) + more, (old, all) -> old + more);
            }
            default -> throw new IOException("frame of type " + type);
        }
    }

    /** No settings change the window of the connection (RFC 9113, 6.9.2). */
    private int beginOf(int stream) {
        return stream == 0 ? FIRST_WINDOW : initialWindow;
    }

    private void takeSettings(ByteBuffer settings) {
        while (settings.hasRemaining()) {
            int name = settings.getShort();
            int value = settings.getInt();
            initialWindow = name == INITIAL_WINDOW_SIZE ? value : initialWindow;
        }
    }

    private Http2Headers decode(int stream, byte[] payload) throws IOException {
        try {
            return decoder.decodeHeaders(stream, Unpooled.wrappedBuffer(payload));
        } catch (Http2Exception e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

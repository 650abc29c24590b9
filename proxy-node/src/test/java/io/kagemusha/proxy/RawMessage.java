package io.kagemusha.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * A message as it came off the wire, one character a byte.
 *
 * @param fields the field lines as they were, without their line ends
 * @param framed the body with its transfer coding
 * @param body the body without it
 * @param trailers the field lines after a chunked body
 */
@SuppressWarnings("ArrayRecordComponent")
record RawMessage(String startLine, List<String> fields, byte[] framed, byte[] body, List<String> trailers) {

    private static final RawMessage NONE = new RawMessage("", List.of(), new byte[0], new byte[0], List.of());

    /** Reads a start line and the fields. */
    static RawMessage readHead(InputStream in) throws IOException {
        String startLine = line(in);
        var fields = new ArrayList<String>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            fields.add(line);
        }
        return new RawMessage(startLine, List.copyOf(fields), NONE.framed, NONE.body, List.of());
    }

    /** Reads the body that belongs to this head; {@code untilClose} where no field tells its length. */
    RawMessage readBody(InputStream in, boolean untilClose) throws IOException {
        if ("chunked".equalsIgnoreCase(field("transfer-encoding"))) {
            return readChunks(in);
        }
        String length = field("content-length");
        byte[] body = NONE.body;
        if (length != null) {
            body = in.readNBytes(Integer.parseInt(length));
            if (body.length < Integer.parseInt(length)) {
                throw new EOFException("body ends after " + body.length + " of " + length + " bytes");
            }
        } else if (untilClose) {
            body = in.readAllBytes();
        }
        return new RawMessage(startLine, fields, body, body, List.of());
    }

    private RawMessage readChunks(InputStream in) throws IOException {
        var framed = new ByteArrayOutputStream();
        var body = new ByteArrayOutputStream();
        while (true) {
            String size = line(in);
            int count = Integer.parseInt(size, 16);
            byte[] chunk = in.readNBytes(count);
            framed.writeBytes((size + "\r\n").getBytes(ISO_8859_1));
            framed.writeBytes(chunk);
            body.writeBytes(chunk);
            if (count == 0) {
                break;
            }
            framed.writeBytes((line(in) + "\r\n").getBytes(ISO_8859_1));
        }
        var trailers = new ArrayList<String>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            trailers.add(line);
        }
        return new RawMessage(startLine, fields, framed.toByteArray(), body.toByteArray(), List.copyOf(trailers));
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("connection ends after: " + line);
            }
            line.append((char) b);
        }
        if (line.length() == 0 || line.charAt(line.length() - 1) != '\r') {
            throw new IOException("line without CR: " + line);
        }
        return line.substring(0, line.length() - 1);
    }

    /** The only value of that name, null when there is none. */
    String field(String name) {
        List<String> all = all(name);
        if (all.size() > 1) {
            throw new AssertionError(name + " is there " + all.size() + " times: " + all);
        }
        return all.isEmpty() ? null : all.get(0);
    }

    /** Every value of that name, in order. */
    List<String> all(String name) {
        return fields.stream()
                .filter(line -> line.substring(0, line.indexOf(':')).equalsIgnoreCase(name))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .toList();
    }

    int status() {
        return Integer.parseInt(startLine.split(" ", 3)[1]);
    }

    String method() {
        return startLine.substring(0, startLine.indexOf(' '));
    }

    String target() {
        return startLine.substring(startLine.indexOf(' ') + 1, startLine.lastIndexOf(' '));
    }

    String text() {
        return new String(body, ISO_8859_1);
    }

    @Override
    public String toString() {
        return startLine + " " + fields + " " + body.length + " bytes";
    }
}

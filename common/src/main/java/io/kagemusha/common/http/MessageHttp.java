package io.kagemusha.common.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The media type {@code message/http} (RFC 9112, 10.1): start line, field lines, an empty line, and the body up to the
 * end of the value.
 *
 * <p>A body stands in it without transfer coding, so there is no {@code Transfer-Encoding} field either; everything
 * else is as received, one character a byte.
 */
public final class MessageHttp {

    private MessageHttp() {}

    /** Encodes a request, its body as far as it is there. */
    public static byte[] encode(RequestMessage request) {
        return encode(
                request.method() + ' ' + request.target() + ' ' + request.version(),
                request.headers(),
                request.body().bytes());
    }

    /** Encodes a response, its body as far as it is there. */
    public static byte[] encode(ResponseMessage response) {
        return encode(
                response.version() + ' ' + response.status() + ' ' + response.reason(),
                response.headers(),
                response.body().bytes());
    }

    private static byte[] encode(String startLine, Headers headers, byte[] body) {
        var out = new ByteArrayOutputStream(256 + body.length);
        out.writeBytes((startLine + "\r\n").getBytes(ISO_8859_1));
        out.writeBytes(encodeFields(headers));
        out.writeBytes(new byte[] {'\r', '\n'});
        out.writeBytes(body);
        return out.toByteArray();
    }

    /** Encodes field lines, {@code name: value} and CRLF each, without an empty line after them. */
    public static byte[] encodeFields(Headers headers) {
        var text = new StringBuilder();
        headers.forEach(
                (name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
        return text.toString().getBytes(ISO_8859_1);
    }

    /**
     * Decodes a request.
     *
     * @param bodyLength the length that the body really had; null when {@code bytes} hold all of it
     * @param bodySha256 the digest of the whole body, where it was cut
     * @throws MessageFormatException when the bytes are no request
     */
    public static RequestMessage decodeRequest(
            byte[] bytes, @Nullable Long bodyLength, @Nullable String bodySha256, Headers trailers) {
        var lines = new Lines(bytes);
        String startLine = lines.next();
        int first = startLine.indexOf(' ');
        int last = startLine.lastIndexOf(' ');
        if (first < 1 || last == first) {
            throw new MessageFormatException("request line: '" + startLine + "' (expected: method, target, version)");
        }
        var headers = lines.fields();
        return new RequestMessage(
                startLine.substring(0, first),
                startLine.substring(first + 1, last),
                startLine.substring(last + 1),
                headers,
                lines.body(bodyLength, bodySha256),
                trailers);
    }

    /**
     * Decodes a response; the parameters are those of {@link #decodeRequest}.
     *
     * @throws MessageFormatException when the bytes are no response
     */
    public static ResponseMessage decodeResponse(
            byte[] bytes, @Nullable Long bodyLength, @Nullable String bodySha256, Headers trailers) {
        var lines = new Lines(bytes);
        String startLine = lines.next();
        String[] parts = startLine.split(" ", 3);
        if (parts.length < 2 || !isStatus(parts[1])) {
            throw new MessageFormatException("status line: '" + startLine + "' (expected: version, status, reason)");
        }
        var headers = lines.fields();
        return new ResponseMessage(
                Integer.parseInt(parts[1]),
                parts.length == 3 ? parts[2] : "",
                parts[0],
                headers,
                lines.body(bodyLength, bodySha256),
                trailers);
    }

    /** Three digits, RFC 9110, 15, of which the first is not zero. */
    private static boolean isStatus(String text) {
        return text.length() == 3 && text.charAt(0) != '0' && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** Decodes what {@link #encodeFields} made. */
    public static Headers decodeFields(byte[] bytes) {
        var lines = new Lines(bytes);
        var headers = new Headers();
        while (lines.hasNext()) {
            lines.field(headers, lines.next());
        }
        return headers;
    }

    /** How many of the bytes are the head, its empty line included; all of them where there is no such line. */
    public static int headLength(byte[] message) {
        for (int i = 3; i < message.length; i++) {
            if (message[i] == '\n' && message[i - 1] == '\r' && message[i - 2] == '\n' && message[i - 3] == '\r') {
                return i + 1;
            }
        }
        return message.length;
    }

    private static final class Lines {
        private final byte[] bytes;
        private int position;

        Lines(byte[] bytes) {
            this.bytes = bytes;
        }

        boolean hasNext() {
            return position < bytes.length;
        }

        String next() {
            for (int i = position; i + 1 < bytes.length; i++) {
                if (bytes[i] == '\r' && bytes[i + 1] == '\n') {
                    var line = new String(bytes, position, i - position, ISO_8859_1);
                    position = i + 2;
                    return line;
                }
            }
            throw new MessageFormatException("message ends inside its head, at byte " + bytes.length);
        }

        Headers fields() {
            var headers = new Headers();
            for (String line = next(); !line.isEmpty(); line = next()) {
                field(headers, line);
            }
            return headers;
        }

        void field(Headers headers, String line) {
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw new MessageFormatException("field line: '" + line + "' (expected: name: value)");
            }
            headers.addAsReceived(
                    line.substring(0, colon), line.substring(colon + 1).strip());
        }

        Body body(@Nullable Long length, @Nullable String sha256) {
            byte[] rest = Arrays.copyOfRange(bytes, position, bytes.length);
            if (length == null || length == rest.length) {
                return Body.of(rest);
            }
            if (length < rest.length) {
                throw new MessageFormatException("body length: " + length + " (expected: >= " + rest.length + ")");
            }
            return new Body(rest, length, sha256);
        }
    }
}

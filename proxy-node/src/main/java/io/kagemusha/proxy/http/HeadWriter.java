package io.kagemusha.proxy.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.Iterator;
import java.util.Map;

/**
 * Writes start lines and field lines as bytes, one a character, so that what was read off one wire goes onto another
 * unchanged. Checks nothing: what it writes was checked where it came in.
 */
public final class HeadWriter {

    private static final AsciiString CRLF = AsciiString.cached("\r\n");
    private static final AsciiString COLON = AsciiString.cached(": ");
    private static final AsciiString CHUNKED = AsciiString.cached("transfer-encoding: chunked\r\n");

    private HeadWriter() {}

    /** {@code GET /a HTTP/1.1} and CRLF. */
    public static void requestLine(ByteBuf out, String method, CharSequence target, CharSequence version) {
        write(out, method);
        out.writeByte(' ');
        write(out, target);
        out.writeByte(' ');
        write(out, version);
        write(out, CRLF);
    }

    /** {@code HTTP/1.1 200 OK} and CRLF. */
    public static void statusLine(ByteBuf out, CharSequence version, int status, CharSequence reason) {
        write(out, version);
        out.writeByte(' ');
        write(out, Integer.toString(status));
        out.writeByte(' ');
        write(out, reason);
        write(out, CRLF);
    }

    /** One field line. */
    public static void field(ByteBuf out, CharSequence name, CharSequence value) {
        write(out, name);
        write(out, COLON);
        write(out, value);
        write(out, CRLF);
    }

    /** Every field but {@code Transfer-Encoding}, which says nothing about a body that was decoded. */
    public static void fieldsAsReceived(ByteBuf out, HttpHeaders headers) {
        Iterator<Map.Entry<CharSequence, CharSequence>> fields = headers.iteratorCharSequence();
        while (fields.hasNext()) {
            Map.Entry<CharSequence, CharSequence> field = fields.next();
            if (!AsciiString.contentEqualsIgnoreCase(field.getKey(), "transfer-encoding")) {
                field(out, field.getKey(), field.getValue());
            }
        }
    }

    static void chunked(ByteBuf out) {
        write(out, CHUNKED);
    }

    /** The empty line after a head or after trailers. */
    public static void end(ByteBuf out) {
        write(out, CRLF);
    }

    private static void write(ByteBuf out, CharSequence text) {
        if (text instanceof AsciiString ascii) {
            out.writeBytes(ascii.array(), ascii.arrayOffset(), ascii.length());
        } else if (text instanceof String string && out.hasArray()) {
            writeLowBytes(out, string);
        } else {
            ByteBufUtil.writeAscii(out, text);
        }
    }

    /** For one character a byte the JVM copies the string's own array. */
    @SuppressWarnings("deprecation") // drops the high bytes, and there are none
    private static void writeLowBytes(ByteBuf out, String text) {
        int length = text.length();
        out.ensureWritable(length);
        text.getBytes(0, length, out.array(), out.arrayOffset() + out.writerIndex());
        out.writerIndex(out.writerIndex() + length);
    }
}

package io.kagemusha.proxy.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaders;

/** Writes a body to a channel in the framing that its head announced. */
public final class BodyWriter {

    private static final ByteBuf CRLF = constant("\r\n");
    private static final ByteBuf LAST_CHUNK = constant("0\r\n\r\n");

    private BodyWriter() {}

    /** Writes a part of the body; takes ownership of it. Writes nothing after a head that announced no body. */
    public static void write(Channel channel, ByteBuf content, BodyFraming framing) {
        if (!content.isReadable() || framing == BodyFraming.NONE) {
            content.release();
        } else if (framing == BodyFraming.CHUNKED) {
            ByteBuf size = channel.alloc().buffer(10);
            size.writeCharSequence(Integer.toHexString(content.readableBytes()), US_ASCII);
            size.writeShort(('\r' << 8) | '\n');
            channel.write(size, channel.voidPromise());
            channel.write(content, channel.voidPromise());
            channel.write(CRLF.duplicate(), channel.voidPromise());
        } else {
            channel.write(content, channel.voidPromise());
        }
    }

    /** Writes what ends the body. Trailers are lost where the framing has no room for them. */
    public static void end(Channel channel, HttpHeaders trailers, BodyFraming framing) {
        if (framing != BodyFraming.CHUNKED) {
            return;
        }
        if (trailers.isEmpty()) {
            channel.write(LAST_CHUNK.duplicate(), channel.voidPromise());
            return;
        }
        ByteBuf end = channel.alloc().buffer();
        end.writeCharSequence("0\r\n", US_ASCII);
        HeadWriter.fieldsAsReceived(end, trailers);
        HeadWriter.end(end);
        channel.write(end, channel.voidPromise());
    }

    private static ByteBuf constant(String text) {
        return Unpooled.unreleasableBuffer(
                Unpooled.directBuffer().writeBytes(text.getBytes(US_ASCII)).asReadOnly());
    }
}

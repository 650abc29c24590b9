package io.kagemusha.proxy.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.concurrent.FastThreadLocal;
import org.jspecify.annotations.Nullable;

/**
 * Writes the messages of one connection. Heads, framing and small parts of bodies are gathered in one buffer, because a
 * system call with one buffer is cheaper than with several; large parts are passed on as they are. Confined to the
 * connection's event loop.
 */
public final class MessageWriter {

    /** A larger part is not worth the copying. */
    private static final int MAX_COPIED = 2048;

    private static final int CAPACITY = 4096;
    private static final int CHUNK_FRAMING = 16;

    /** Many small writes into an array, and one copy of it, cost less than many small writes into native memory. */
    private static final FastThreadLocal<ByteBuf> HEAD = new FastThreadLocal<>() {
        @Override
        protected ByteBuf initialValue() {
            return Unpooled.buffer(CAPACITY);
        }
    };

    private final Channel channel;
    private @Nullable ByteBuf gathered;
    private boolean ended;

    public MessageWriter(Channel channel) {
        this.channel = channel;
    }

    /** Where a head, or a whole small message, is written before {@link #endHead}. */
    public ByteBuf beginHead() {
        return HEAD.get().clear();
    }

    /** What was written since {@link #beginHead} comes next on the wire. */
    public void endHead() {
        ByteBuf head = HEAD.get();
        makeRoom(head.readableBytes());
        buffer().writeBytes(head);
    }

    private ByteBuf buffer() {
        ByteBuf buffer = gathered;
        if (buffer == null) {
            // A write may find the connection ended, and what is written after that nobody lets go of but the collector
            buffer = ended ? Unpooled.buffer() : channel.alloc().directBuffer(CAPACITY);
            gathered = buffer;
        }
        return buffer;
    }

    /** Writes a part of the body; takes ownership of it. Writes nothing after a head that announced no body. */
    public void body(ByteBuf content, BodyFraming framing) {
        if (!content.isReadable() || framing == BodyFraming.NONE) {
            content.release();
        } else if (framing == BodyFraming.CHUNKED) {
            makeRoom(CHUNK_FRAMING);
            buffer().writeCharSequence(Integer.toHexString(content.readableBytes()), US_ASCII);
            lineEnd();
            write(content);
            makeRoom(CHUNK_FRAMING);
            lineEnd();
        } else {
            write(content);
        }
    }

    private void lineEnd() {
        buffer().writeShort(('\r' << 8) | '\n');
    }

    private void write(ByteBuf content) {
        int bytes = content.readableBytes();
        if (bytes <= MAX_COPIED) {
            makeRoom(bytes);
            buffer().writeBytes(content);
            content.release();
        } else {
            passOn();
            channel.write(content, channel.voidPromise());
        }
    }

    private void makeRoom(int bytes) {
        if (gathered != null && gathered.writableBytes() < bytes) {
            passOn();
        }
    }

    /** Writes what ends the body. Trailers are lost where the framing has no room for them. */
    public void end(HttpHeaders trailers, BodyFraming framing) {
        if (framing == BodyFraming.CHUNKED) {
            ByteBuf end = beginHead();
            end.writeByte('0');
            HeadWriter.end(end);
            TrailerFields.forward(end, HeadWriter::field, trailers);
            HeadWriter.end(end);
            endHead();
        }
    }

    /** Sends everything that was written. */
    public void flush() {
        passOn();
        channel.flush();
    }

    private void passOn() {
        ByteBuf buffer = gathered;
        if (buffer != null) {
            gathered = null;
            channel.write(buffer, channel.voidPromise());
        }
    }

    /** Lets go of what was written and not sent; for a connection that has ended. */
    public void release() {
        ended = true;
        if (gathered != null) {
            gathered.release();
            gathered = null;
        }
    }
}

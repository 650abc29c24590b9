package io.kagemusha.proxy.http;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;

/**
 * Tells one decoder when a body has too much that is neither content nor the framing that it needs: extensions and trailers
 * (RFC 9112, 7.1.1), which cost time and bring nothing.
 */
final class ChunkExcess {

    /** What the framing of a chunk may cost beside as many bytes as it holds. */
    private static final int FRAMING = 16;

    private final long max;
    private boolean inBody;
    private long bytes;

    /** @param max how much of it one body may have */
    ChunkExcess(long max) {
        this.max = max;
    }

    /** One step has consumed so many bytes and made what {@code out} has beyond {@code before}; says whether it is too much now. */
    boolean isTooMuchAfter(int consumed, List<Object> out, int before) {
        boolean wasInBody = inBody;
        int content = 0;
        if (out.size() > before) {
            Object made = out.get(out.size() - 1);
            inBody = made instanceof HttpObject && !(made instanceof LastHttpContent);
            content = made instanceof HttpContent part ? part.content().readableBytes() : 0;
        }
        int needed = content == 0 ? 0 : content + Math.max(FRAMING, content);
        bytes = wasInBody ? Math.max(0, bytes + consumed - needed) : 0;
        return inBody && bytes > max;
    }

    /** The end of a body that has too much of it. */
    static LastHttpContent failure() {
        var last = new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER);
        last.setDecoderResult(DecoderResult.failure(new IllegalArgumentException("more extensions than body")));
        return last;
    }
}

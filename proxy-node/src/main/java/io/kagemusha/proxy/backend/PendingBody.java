package io.kagemusha.proxy.backend;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What of a request's body has come before there is a connection to send it on. */
final class PendingBody {

    private static final int ROOM = 64 * 1024;

    /** What a part costs besides its bytes, so that a body of tiny chunks is not taken for a small one. */
    private static final int OVERHEAD = 128;

    private final @Nullable ShadowGate gate;
    private final long maxShadowBytes;
    private List<ByteBuf> contents = List.of();
    private HttpHeaders trailers = EmptyHttpHeaders.INSTANCE;
    private boolean ended;
    private long bytes;
    private long room = ROOM;

    /**
     * Starts empty.
     *
     * @param gate bounds the memory of a shadow's requests together; null for a backend that answers, whose client is
     *     stopped instead
     */
    PendingBody(@Nullable ShadowGate gate, long maxShadowBytes) {
        this.gate = gate;
        this.maxShadowBytes = maxShadowBytes;
    }

    /** Takes ownership of {@code content}; false when a shadow has no room for it. */
    boolean add(ByteBuf content) {
        int count = content.readableBytes() + OVERHEAD;
        if (gate != null && (bytes + count > maxShadowBytes || !gate.tryBuffer(count))) {
            content.release();
            return false;
        }
        bytes += count;
        if (contents.isEmpty()) {
            contents = new ArrayList<>();
        }
        contents.add(content);
        return true;
    }

    void end(HttpHeaders fields) {
        ended = true;
        trailers = fields;
    }

    boolean isEnded() {
        return ended;
    }

    HttpHeaders trailers() {
        return trailers;
    }

    /** What it holds in memory. */
    long bytes() {
        return bytes;
    }

    /** Sets how much the client of an answering backend may send ahead. */
    void room(long limit) {
        room = limit;
    }

    /** A copy of everything that has come. */
    byte[] copy() {
        var copy = new byte[contents.stream().mapToInt(ByteBuf::readableBytes).sum()];
        int at = 0;
        for (ByteBuf content : contents) {
            content.getBytes(content.readerIndex(), copy, at, content.readableBytes());
            at += content.readableBytes();
        }
        return copy;
    }

    boolean hasRoom() {
        return bytes < room;
    }

    /** Gives everything away that has come, whether it has ended stays known. */
    List<ByteBuf> take() {
        List<ByteBuf> taken = contents;
        contents = List.of();
        returnMemory();
        return taken;
    }

    void release() {
        take().forEach(ByteBuf::release);
    }

    private void returnMemory() {
        if (gate != null) {
            gate.unbuffer(bytes);
        }
        bytes = 0;
    }
}

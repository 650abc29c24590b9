package io.kagemusha.proxy.backend;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AbstractReferenceCounted;
import java.util.ArrayList;
import java.util.List;

/**
 * What has come of a request's body, kept as long as it fits, so that it can be sent once more: by a call whose connection
 * was lost, or to a further backend. Whoever may still send it holds a reference. Confined to one event loop.
 */
public final class ReplayBuffer extends AbstractReferenceCounted {

    /** What the smallest part costs, so that a body of tiny chunks is not taken for a small one. */
    private static final int SMALLEST_PART = 128;

    private final int limit;
    private final List<ByteBuf> parts = new ArrayList<>(2);
    private HttpHeaders trailers = EmptyHttpHeaders.INSTANCE;
    private boolean ended;
    private long bytes;

    /** Keeps at most {@code limit} bytes; of a longer body nothing. */
    public ReplayBuffer(int limit) {
        this.limit = limit;
    }

    /** Takes a reference of its own to a part of the body. */
    public void add(ByteBuf content) {
        bytes += content.isReadable() ? Math.max(content.readableBytes(), SMALLEST_PART) : 0;
        if (!isWhole()) {
            releaseParts();
        } else if (content.isReadable()) {
            parts.add(content.retainedSlice());
        }
    }

    public void end(HttpHeaders fields) {
        ended = true;
        trailers = fields;
    }

    /** Whether everything that has come is still here. */
    public boolean isWhole() {
        return bytes <= limit;
    }

    /** Gives the call everything from the beginning, references of its own. */
    public void replayTo(BackendCall call) {
        // A call that has no room for it lets go of it, and may be the last who holds it
        retain();
        try {
            for (ByteBuf part : parts) {
                call.write(part.retainedSlice());
            }
            if (ended) {
                call.end(trailers);
            }
        } finally {
            release();
        }
    }

    private void releaseParts() {
        parts.forEach(ByteBuf::release);
        parts.clear();
    }

    @Override
    protected void deallocate() {
        releaseParts();
    }

    @Override
    public ReplayBuffer retain() {
        super.retain();
        return this;
    }

    @Override
    public ReplayBuffer touch(Object hint) {
        return this;
    }
}

package io.kagemusha.proxy.backend;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of one call's request: what of it waits for a connection, and where all of it can be had once more. Confined to
 * the call's event loop.
 */
public final class RequestBody {

    private final long maxUnsent;
    private final PendingBody pending;
    private @Nullable ReplayBuffer replay;

    /**
     * Starts empty.
     *
     * @param replay where it can be had once more; null where there is none, or nobody keeps it
     */
    RequestBody(Backend backend, boolean shadow, @Nullable ReplayBuffer replay) {
        this.maxUnsent = backend.settings().limits().sizes().requestBuffer();
        this.pending = new PendingBody(shadow ? backend.gate() : null, maxUnsent);
        this.replay = replay == null ? null : replay.retain();
    }

    /** Lets that much wait before the call is started. */
    public void keep(int limit) {
        pending.room(limit);
    }

    /** Whether the whole of it has come. */
    public boolean isComplete() {
        return pending.isEnded();
    }

    /** A copy of what waits. */
    public byte[] bytes() {
        return pending.copy();
    }

    /** Puts {@code bytes} in its place, and returns them to be written to the call. */
    ReplayBuffer replaceBy(byte[] bytes) {
        ByteBuf other = Unpooled.wrappedBuffer(bytes);
        var own = new ReplayBuffer(Integer.MAX_VALUE);
        own.add(other);
        own.end(EmptyHttpHeaders.INSTANCE);
        other.release();
        letReplayGo();
        replay = own;
        pending.release();
        return own;
    }

    /** Lets a part wait; takes ownership of it. False when there is no room for it at a shadow. */
    boolean keep(ByteBuf content, boolean expendable) {
        return pending.add(content) && !(expendable && isTooMuch(pending.bytes()));
    }

    /** Whether that is more than may be unsent to whoever is not waited for. */
    boolean isTooMuch(long bytes) {
        return bytes > maxUnsent;
    }

    boolean hasRoom() {
        return pending.hasRoom();
    }

    void end(HttpHeaders trailers) {
        pending.end(trailers);
    }

    HttpHeaders trailers() {
        return pending.trailers();
    }

    /** Gives away what waits. */
    List<ByteBuf> takePending() {
        return pending.take();
    }

    /** Whether all that has come can be had once more. */
    boolean isRepeatable() {
        return replay != null && replay.isWhole();
    }

    /** Writes everything to the call once more, from the beginning. */
    void repeatTo(BackendCall call) {
        pending.release();
        if (replay != null) {
            replay.replayTo(call);
        }
    }

    /** It will not be sent once more. */
    void letReplayGo() {
        if (replay != null) {
            replay.release();
            replay = null;
        }
    }

    void release() {
        pending.release();
        letReplayGo();
    }
}

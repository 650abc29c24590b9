package io.kagemusha.proxy.capture;

import io.netty.buffer.ByteBuf;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The copy of one body, up to a limit; of a longer one the length and the SHA-256 of the whole are kept besides. Confined
 * to one event loop.
 */
final class BodyBuffer {

    private static final byte[] NOTHING = new byte[0];

    private final CaptureBudget budget;
    private final int limit;
    private byte[] bytes = NOTHING;
    private int size;
    private long length;
    private @Nullable MessageDigest digest;

    BodyBuffer(CaptureBudget budget, int limit) {
        this.budget = budget;
        this.limit = limit;
    }

    /** Copies what is readable, without consuming it. Returns false where the budget has no room for it. */
    boolean append(ByteBuf content) {
        int count = content.readableBytes();
        int kept = Math.min(count, limit - size);
        if (size + kept > bytes.length && !grow(size + kept)) {
            return false;
        }
        if (digest == null && length + count > limit) {
            digest = sha256();
            digest.update(bytes, 0, size);
        }
        content.getBytes(content.readerIndex(), bytes, size, kept);
        if (digest != null) {
            digest.update(content.nioBuffer());
        }
        size += kept;
        length += count;
        return true;
    }

    private boolean grow(int needed) {
        // Most bodies come in one part, which is all that they need
        int capacity = Math.min(limit, Math.max(needed, 2 * bytes.length));
        if (!budget.tryReserve(capacity - bytes.length)) {
            return false;
        }
        bytes = Arrays.copyOf(bytes, capacity);
        return true;
    }

    int size() {
        return size;
    }

    /** The length of the whole body. */
    long length() {
        return length;
    }

    void copyTo(byte[] target, int offset) {
        System.arraycopy(bytes, 0, target, offset, size);
    }

    /** The digest of the whole body when it was cut, else null. To be called once, when the body is complete. */
    @Nullable
    String sha256IfCut() {
        return digest == null ? null : HexFormat.of().formatHex(digest.digest());
    }

    /** Gives the copy's memory back to the budget; the buffer is empty afterwards. */
    void release() {
        budget.release(bytes.length);
        bytes = NOTHING;
        size = 0;
    }

    static String sha256(byte[] whole) {
        return HexFormat.of().formatHex(sha256().digest(whole));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

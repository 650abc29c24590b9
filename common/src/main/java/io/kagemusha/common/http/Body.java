package io.kagemusha.common.http;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A message body as it was captured: without transfer coding, content coding kept, cut where it was longer than the
 * capture limit. No body and an empty body are the same.
 *
 * @param bytes what was kept of it, from its beginning; owned by this value, not to be changed
 * @param length the number of bytes that it really had
 * @param sha256 the digest of the whole body in lower-case hexadecimal; there when the body was cut, else null. Where
 *     capture redacts bodies, a keyed one
 */
@SuppressWarnings("ArrayRecordComponent") // the bytes are shared on purpose: a body may be large
public record Body(byte[] bytes, long length, @Nullable String sha256) {

    /** No body. */
    public static final Body EMPTY = new Body(new byte[0], 0, null);

    public Body {
        if (length < bytes.length) {
            throw new IllegalArgumentException("length: " + length + " (expected: >= " + bytes.length + ")");
        }
    }

    /** A body that is there as a whole. */
    public static Body of(byte[] bytes) {
        return bytes.length == 0 ? EMPTY : new Body(bytes, bytes.length, null);
    }

    /** The SHA-256 of a part of the bytes, in lower-case hexadecimal. */
    public static String sha256(byte[] bytes, int offset, int length) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes, offset, length);
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Whether {@link #bytes} are only the beginning of the body. */
    public boolean truncated() {
        return length > bytes.length;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Body body
                && length == body.length
                && Arrays.equals(bytes, body.bytes)
                && Objects.equals(sha256, body.sha256);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "Body[" + bytes.length + " of " + length + " bytes]";
    }
}

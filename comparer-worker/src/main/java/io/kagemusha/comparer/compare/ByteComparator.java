package io.kagemusha.comparer.compare;

import io.kagemusha.common.exchange.Difference.Kind;
import io.kagemusha.common.http.Body;
import io.kagemusha.comparer.compare.finding.Findings;
import java.util.Arrays;
import java.util.HexFormat;

/** Compares bodies of which nothing is known but their bytes. */
final class ByteComparator {

    private static final int EXCERPT_LENGTH = 16;
    private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

    private ByteComparator() {}

    static void compare(byte[] reference, byte[] shadow, Findings findings) {
        int offset = Arrays.mismatch(reference, shadow);
        if (offset >= 0) {
            findings.add(
                    Kind.BYTES,
                    "",
                    describe(reference, reference.length, offset),
                    describe(shadow, shadow.length, offset));
        }
    }

    /** Compares bodies at least one of which was cut, by what is known of them: length, digest, and the beginning. */
    static void compareCut(Body reference, Body shadow, Findings findings) {
        if (reference.length() != shadow.length()) {
            findings.add(Kind.LENGTH, "", reference.length() + " bytes", shadow.length() + " bytes");
            return;
        }
        int offset = Arrays.mismatch(reference.bytes(), shadow.bytes());
        int shown = offset < 0 ? Math.min(reference.bytes().length, shadow.bytes().length) : offset;
        findings.add(
                Kind.BYTES,
                "",
                describe(reference.bytes(), reference.length(), shown) + digest(reference),
                describe(shadow.bytes(), shadow.length(), shown) + digest(shadow));
    }

    /** The length, and the bytes from {@code offset} on, as far as they are there. */
    static String describe(byte[] bytes, long length, int offset) {
        int end = Math.min(bytes.length, offset + EXCERPT_LENGTH);
        String excerpt = offset >= end ? "nothing" : HEX.formatHex(bytes, offset, end);
        return length + " bytes, from offset " + offset + ": " + excerpt;
    }

    private static String digest(Body body) {
        return body.sha256() == null ? "" : ", sha256 " + body.sha256();
    }
}

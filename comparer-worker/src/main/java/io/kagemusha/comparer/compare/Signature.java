package io.kagemusha.comparer.compare;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kagemusha.common.exchange.Comparison;
import io.kagemusha.common.exchange.Difference;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeSet;

/** Names a fault, so that comparisons with the same one can be grouped. */
public final class Signature {

    private static final int LENGTH = 16;

    private Signature() {}

    /**
     * 16 hexadecimal digits over the endpoint and the kinds and places of the differences. Values do not count, nor do
     * indices, line numbers, members that look like ids, or how often a difference is there.
     */
    public static String of(String endpoint, Comparison comparison) {
        var places = new TreeSet<String>();
        for (Difference difference : comparison.differences()) {
            places.add(difference.kind().wireName() + ' ' + generalised(difference.path()));
        }
        return hash(endpoint + '\n' + String.join("\n", places));
    }

    private static String generalised(String path) {
        if (path.startsWith("line:")) {
            return "line:*";
        }
        if (!path.startsWith("/")) {
            return path;
        }
        var text = new StringBuilder();
        for (String segment : path.substring(1).split("/", -1)) {
            text.append('/').append(IdSegments.isIdMember(segment) ? "*" : segment);
        }
        return text.toString();
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
            return HexFormat.of().formatHex(digest, 0, LENGTH / 2);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256: none (expected: part of every Java platform)", e);
        }
    }
}

package io.kagemusha.comparer.publish;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kagemusha.common.http.Body;
import io.kagemusha.common.http.BodyDecoder;
import io.kagemusha.common.http.Headers;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Shows bodies to people and hooks: without content coding, and as text where they are that. */
public final class BodyText {

    /** The most bytes of one character that can be left over where a body was cut. */
    private static final int SPLIT_CHARACTER = 3;

    private BodyText() {}

    /** The body without its content coding; the raw bytes where it cannot be decoded. */
    public static byte[] decoded(Headers headers, Body body) {
        return BodyDecoder.decode(headers, body.bytes()).bytes();
    }

    /** The decoded body as text by its charset, else as UTF-8 with what is none replaced. */
    public static String text(Headers headers, Body body) {
        byte[] decoded = decoded(headers, body);
        String text = BodyDecoder.text(headers, decoded);
        return text == null ? new String(decoded, UTF_8) : text;
    }

    /** The decoded body as text, or null where it cannot be decoded or is no text throughout. */
    static @Nullable String textOrNull(Headers headers, Body body) {
        var decoded = BodyDecoder.decode(headers, body.bytes());
        if (decoded.fault() != null) {
            return null;
        }
        byte[] bytes = decoded.bytes();
        String text = BodyDecoder.text(headers, bytes);
        for (int cut = 1; text == null && body.truncated() && cut <= Math.min(SPLIT_CHARACTER, bytes.length); cut++) {
            text = BodyDecoder.text(headers, Arrays.copyOf(bytes, bytes.length - cut));
        }
        return text == null || text.indexOf('\0') >= 0 ? null : text;
    }
}

package io.kagemusha.proxy.redact;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.kagemusha.common.http.Body;
import io.kagemusha.common.http.MessageHttp;
import io.kagemusha.proxy.redact.BodyRedactor.Redacted;
import io.kagemusha.proxy.redact.BodyRedactor.Withheld;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Redacts whole messages, {@code message/http}: request target, fields and body. */
final class MessageRedactor {

    private static final Pattern CODING_LINE =
            Pattern.compile("\r\ncontent-encoding:[^\r\n]*", Pattern.CASE_INSENSITIVE);

    private final Tokens tokens;
    private final FieldRedactor fields;
    private final ParameterRedactor parameters;
    private final BodyRedactor bodies;

    MessageRedactor(Tokens tokens, FieldRedactor fields, ParameterRedactor parameters, BodyRedactor bodies) {
        this.tokens = tokens;
        this.fields = fields;
        this.parameters = parameters;
        this.bodies = bodies;
    }

    /**
     * The digest of a body that is not there as a whole.
     *
     * @param length how long the body really was
     * @param keyed whether it is an HMAC, else it is SHA-256
     */
    record BodyDigest(long length, String hex, boolean keyed) {}

    /**
     * A message that may leave the node.
     *
     * @param body of its body, where that is not there as a whole
     * @param coding the body's content coding before it was redacted, where that is another now
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared as a record
    record Message(
            byte[] bytes,
            @Nullable BodyDigest body,
            boolean bodyChanged,
            @Nullable String coding,
            @Nullable Withheld withheld) {}

    /**
     * Redacts a message.
     *
     * @param cut of its body, where that was cut
     */
    Message redact(byte[] message, @Nullable BodyDigest cut) {
        int bodyStart = MessageHttp.headLength(message);
        String head = new String(message, 0, bodyStart, ISO_8859_1);
        int fieldsStart = head.indexOf("\r\n") + 2;
        if (!bodies.appliesToBodies()) {
            String newHead = head(head, fieldsStart, false);
            byte[] bytes = newHead.equals(head) ? message : join(newHead, message, bodyStart);
            return new Message(bytes, cut, false, null, null);
        }
        byte[] lines = head.substring(fieldsStart, bodyStart - 2).getBytes(ISO_8859_1);
        byte[] body = Arrays.copyOfRange(message, bodyStart, message.length);
        Redacted redacted = bodies.redact(MessageHttp.decodeFields(lines), body, cut != null);
        // Without a body here, the head's digests are of one elsewhere: forwarded as received, or not sent after HEAD
        String newHead = head(head, fieldsStart, redacted.changed() || body.length == 0);
        return new Message(
                join(redacted.coding() == null ? newHead : recoded(newHead), redacted.bytes(), 0),
                digest(body, cut, redacted.withheld() != null),
                redacted.changed(),
                redacted.coding(),
                redacted.withheld());
    }

    private String head(String head, int fieldsStart, boolean withoutDigests) {
        return startLine(head.substring(0, fieldsStart)) + fields.redact(head.substring(fieldsStart), withoutDigests);
    }

    /** A plain digest would let somebody try out what was in the body, so it is keyed wherever bodies are redacted. */
    private @Nullable BodyDigest digest(byte[] body, @Nullable BodyDigest cut, boolean withheld) {
        if (cut != null) {
            return new BodyDigest(cut.length(), tokens.ofDigest(cut.hex()), true);
        }
        return withheld ? new BodyDigest(body.length, tokens.ofDigest(Body.sha256(body, 0, body.length)), true) : null;
    }

    private String startLine(String line) {
        int begin = line.indexOf(' ') + 1;
        int end = line.lastIndexOf(' ');
        if (line.startsWith("HTTP/") || end <= begin) {
            return line;
        }
        return line.substring(0, begin) + parameters.target(line.substring(begin, end)) + line.substring(end);
    }

    private static String recoded(String head) {
        var lines = CODING_LINE.matcher(head);
        String first = lines.replaceFirst("\r\nContent-Encoding: gzip");
        var more = CODING_LINE.matcher(first);
        return more.find()
                ? first.substring(0, more.end())
                        + more.reset(first.substring(more.end())).replaceAll("")
                : first;
    }

    private static byte[] join(String head, byte[] body, int offset) {
        int length = body.length - offset;
        byte[] bytes = Arrays.copyOf(head.getBytes(ISO_8859_1), head.length() + length);
        System.arraycopy(body, offset, bytes, head.length(), length);
        return bytes;
    }
}

package io.kagemusha.proxy.redact;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.kagemusha.common.http.BodyDecoder;
import io.kagemusha.common.http.Headers;
import io.kagemusha.common.http.MediaType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Redacts bodies by their media type: JSON by patterns, forms by the names of their parameters, and what looks like JSON by
 * patterns whatever its type is. A body to which that applies and that cannot be understood as a whole is withheld.
 */
final class BodyRedactor {

    /** Types whose content is no text, whatever it begins with. */
    private static final Pattern OPAQUE =
            Pattern.compile("(image|audio|video|font)/[A-Za-z0-9.+_-]+[ \\t]*(;[^,]*)?", Pattern.CASE_INSENSITIVE);

    private final JsonRedactor json;
    private final ParameterRedactor parameters;

    BodyRedactor(JsonRedactor json, ParameterRedactor parameters) {
        this.json = json;
        this.parameters = parameters;
    }

    /** Why a body does not leave the node. */
    enum Withheld {
        /** It was cut at {@code capture.max-body}. */
        CUT,
        /** Its content coding is unknown, or it is not what that asks for. */
        CODING,
        /** It decodes to more than is decoded. */
        TOO_LARGE,
        /** It says or looks as if it were JSON, and is not. */
        NOT_JSON,
        /** It has parts. */
        MULTIPART,
        /** It is a stream of events. */
        EVENT_STREAM;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What is left of a body.
     *
     * @param bytes what may leave the node; none when it is withheld
     * @param changed whether they are others than before
     * @param coding the content coding that was there before, where that is {@code gzip} now
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared as a record
    record Redacted(
            byte[] bytes,
            boolean changed,
            @Nullable String coding,
            @Nullable Withheld withheld) {

        static Redacted unchanged(byte[] bytes) {
            return new Redacted(bytes, false, null, null);
        }

        static Redacted withheld(Withheld why) {
            return new Redacted(new byte[0], true, null, why);
        }
    }

    /** Whether any body is looked at. */
    boolean appliesToBodies() {
        return json.hasPatterns() || parameters.hasNames();
    }

    /** Redacts a body, as far as it was captured. */
    Redacted redact(Headers headers, byte[] body, boolean cut) {
        MediaType type = Objects.requireNonNullElse(MediaType.of(headers), MediaType.UNKNOWN);
        if (!appliesToBodies() || (body.length == 0 && !cut)) {
            return Redacted.unchanged(body);
        }
        if (type.type().startsWith("multipart/")) {
            return Redacted.withheld(Withheld.MULTIPART);
        }
        if (parameters.hasNames() && type.type().equals("application/x-www-form-urlencoded")) {
            return cut ? Redacted.withheld(Withheld.CUT) : decoded(headers, body, this::form);
        }
        if (type.type().equals("text/event-stream")) {
            return Redacted.withheld(Withheld.EVENT_STREAM);
        }
        if (!json.hasPatterns() || isOpaque(headers)) {
            return Redacted.unchanged(body);
        }
        boolean saysJson =
                type.isJson() || type.type().endsWith("json") || type.type().endsWith("jsonl");
        if (cut) {
            boolean coded = !BodyDecoder.codings(headers).isEmpty();
            return saysJson || coded || looksLikeJson(body)
                    ? Redacted.withheld(Withheld.CUT)
                    : Redacted.unchanged(body);
        }
        return decoded(headers, body, content -> saysJson || looksLikeJson(content) ? json.redact(content) : null);
    }

    /** Whether the message says in one word that its content is no text; of several, readers believe different ones. */
    private static boolean isOpaque(Headers headers) {
        List<String> types = headers.all("content-type");
        return types.size() == 1 && OPAQUE.matcher(types.get(0)).matches();
    }

    private interface ContentRedactor {
        byte @Nullable [] redact(byte[] content) throws IOException;
    }

    private static Redacted decoded(Headers headers, byte[] body, ContentRedactor redactor) {
        var decoded = BodyDecoder.decode(headers, body);
        if (decoded.fault() != null) {
            boolean tooLarge = decoded.fault() == BodyDecoder.Fault.TOO_LARGE;
            return Redacted.withheld(tooLarge ? Withheld.TOO_LARGE : Withheld.CODING);
        }
        byte[] redacted;
        try {
            redacted = redactor.redact(decoded.bytes());
        } catch (IOException | ArithmeticException | NumberFormatException e) {
            return Redacted.withheld(Withheld.NOT_JSON);
        }
        if (redacted == null) {
            return Redacted.unchanged(body);
        }
        List<String> codings = BodyDecoder.codings(headers);
        return codings.isEmpty()
                ? new Redacted(redacted, true, null, null)
                : new Redacted(gzip(redacted), true, String.join(", ", codings), null);
    }

    /** Clients that name no type, curl among them, send JSON by that of forms. */
    private byte @Nullable [] form(byte[] content) throws IOException {
        byte[] asJson = json.hasPatterns() && looksLikeJson(content) ? json.redact(content) : null;
        String form = new String(asJson == null ? content : asJson, ISO_8859_1);
        String redacted = parameters.form(form);
        return redacted.equals(form) ? asJson : redacted.getBytes(ISO_8859_1);
    }

    /** Whether the first byte that is no white space, byte order mark or half of a UTF-16 character opens a value. */
    private static boolean looksLikeJson(byte[] content) {
        for (byte b : content) {
            boolean passedOver = (b >= 0 && b <= ' ')
                    || b == (byte) 0xEF
                    || b == (byte) 0xBB
                    || b == (byte) 0xBF
                    || b == (byte) 0xFE
                    || b == (byte) 0xFF;
            if (!passedOver) {
                return b == '{' || b == '[';
            }
        }
        return false;
    }

    private static byte[] gzip(byte[] content) {
        var out = new ByteArrayOutputStream(Math.max(64, content.length / 4));
        try (OutputStream encoding = new GZIPOutputStream(out)) {
            encoding.write(content);
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory does not fail", e);
        }
        return out.toByteArray();
    }
}

package io.kagemusha.common.http;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import org.brotli.dec.BrotliInputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the content coding and the charset off a body. No input makes it fail, and none makes it hold more than
 * {@link #maxLength} of the body's own length. Safe for use by several threads.
 */
public final class BodyDecoder {

    private static final Logger LOG = LoggerFactory.getLogger(BodyDecoder.class);
    private static final AtomicBoolean WARNED = new AtomicBoolean();

    private static final int MAX_CODINGS = 4;
    private static final int MIN_LIMIT = 1 << 20;
    private static final int MAX_LIMIT = 16 << 20;
    private static final int MAX_EXPANSION = 64;

    /** Windows of up to 8 MiB (RFC 9659, 3), whatever the frame asks for. */
    private static final int ZSTD_MAX_WINDOW_LOG = 23;

    private BodyDecoder() {}

    /** How many bytes a body of that length may be decoded to: 64 times as many, but 1 MiB at least and 16 at most. */
    public static int maxLength(int length) {
        return (int) Math.max(MIN_LIMIT, Math.min(MAX_LIMIT, (long) length * MAX_EXPANSION));
    }

    /**
     * A body without its content coding, or why it has to be taken as it is.
     *
     * @param bytes the content; the body as it was when there is a fault
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared as a record
    public record Decoded(byte[] bytes, @Nullable Fault fault) {}

    /** Why a body was not decoded. */
    public enum Fault {
        /** It names a coding that is not known, or whose library cannot be loaded, or too many. */
        UNKNOWN_CODING,
        /** It is not what its coding asks for, or breaks off. */
        BROKEN,
        /** It is, or would be, longer than the limit. */
        TOO_LARGE
    }

    /** Decodes a whole body by the {@code Content-Encoding} of {@code headers} (RFC 9110, 8.4). */
    public static Decoded decode(Headers headers, byte[] body) {
        List<String> codings = codings(headers);
        if (codings.size() > MAX_CODINGS) {
            return new Decoded(body, Fault.UNKNOWN_CODING);
        }
        byte[] bytes = body;
        // The last coding was applied last
        for (int i = codings.size() - 1; i >= 0 && bytes.length > 0; i--) {
            try {
                byte[] decoded = decode(codings.get(i), bytes, maxLength(body.length));
                if (decoded == null) {
                    return new Decoded(body, Fault.TOO_LARGE);
                }
                bytes = decoded;
            } catch (UnknownCodingException e) {
                return new Decoded(body, Fault.UNKNOWN_CODING);
            } catch (LinkageError e) {
                warn(codings.get(i), e);
                return new Decoded(body, Fault.UNKNOWN_CODING);
            } catch (IOException e) {
                return new Decoded(body, Fault.BROKEN);
            }
        }
        return new Decoded(bytes, null);
    }

    /** Once: what is missing stays missing, and every body of that coding would say so. */
    private static void warn(String coding, LinkageError e) {
        if (!WARNED.getAndSet(true)) {
            LOG.atWarn()
                    .addKeyValue("coding", coding)
                    .addKeyValue("reason", e)
                    .log("the library of a content coding cannot be loaded, bodies that have it are taken as they are");
        }
    }

    /** The content codings in the order in which they were applied, in lower case, {@code identity} left out. */
    public static List<String> codings(Headers headers) {
        if (!headers.contains("content-encoding")) {
            return List.of();
        }
        var codings = new ArrayList<String>();
        for (String line : headers.all("content-encoding")) {
            for (String member : line.split(",", -1)) {
                String coding = member.strip().toLowerCase(Locale.ROOT);
                if (!coding.isEmpty() && !coding.equals("identity")) {
                    codings.add(coding);
                }
            }
        }
        return codings;
    }

    /**
     * Content as text, by the charset of {@code headers}, else as UTF-8.
     *
     * @return null when it is not valid in that charset, or the charset is unknown
     */
    public static @Nullable String text(Headers headers, byte[] content) {
        MediaType type = MediaType.of(headers);
        Charset charset = type == null ? StandardCharsets.UTF_8 : type.charset();
        if (charset == null) {
            return null;
        }
        try {
            return charset.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(content))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static byte @Nullable [] decode(String coding, byte[] bytes, int limit) throws IOException {
        try (InputStream in = open(coding, bytes)) {
            byte[] decoded = in.readNBytes(limit + 1);
            return decoded.length > limit ? null : decoded;
        }
    }

    private static InputStream open(String coding, byte[] bytes) throws IOException {
        var in = new ByteArrayInputStream(bytes);
        return switch (coding) {
            case "gzip", "x-gzip" -> new GZIPInputStream(in);
            case "deflate" -> inflating(in, new Inflater(!hasZlibHeader(bytes)));
            case "br" -> new BrotliInputStream(in);
            case "zstd" -> new ZstdInputStreamNoFinalizer(in).setLongMax(ZSTD_MAX_WINDOW_LOG);
            default -> throw new UnknownCodingException(coding);
        };
    }

    /**
     * The stream ends an inflater only when it made it, and its memory is not on the heap. It takes one that wants a
     * dictionary, which nobody has, for one that has come to its end.
     */
    private static InputStream inflating(InputStream in, Inflater inflater) {
        return new InflaterInputStream(in, inflater) {
            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                int read = super.read(buffer, offset, length);
                if (read < 0 && !inflater.finished()) {
                    throw new ZipException("a dictionary is wanted");
                }
                return read;
            }

            @Override
            public void close() throws IOException {
                super.close();
                inflater.end();
            }
        };
    }

    /** Tells the zlib format, which RFC 9110, 8.4.1.2 asks for, from the bare one that some servers send. */
    private static boolean hasZlibHeader(byte[] bytes) {
        return bytes.length >= 2 && (bytes[0] & 0x0f) == 8 && ((bytes[0] & 0xff) << 8 | (bytes[1] & 0xff)) % 31 == 0;
    }

    private static final class UnknownCodingException extends IOException {
        private static final long serialVersionUID = 1L;

        UnknownCodingException(String coding) {
            super(coding);
        }
    }
}

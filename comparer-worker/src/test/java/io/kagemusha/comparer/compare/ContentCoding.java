package io.kagemusha.comparer.compare;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

/** Encodes what tests have decoded. */
final class ContentCoding {

    private ContentCoding() {}

    static byte[] gzip(byte[] content) {
        return through(GZIPOutputStream::new, content);
    }

    static byte[] zlib(byte[] content) {
        return through(DeflaterOutputStream::new, content);
    }

    static byte[] rawDeflate(byte[] content) {
        return through(out -> new DeflaterOutputStream(out, new Deflater(9, true)), content);
    }

    static byte[] zstd(byte[] content) {
        return Zstd.compress(content);
    }

    private static byte[] through(Encoder encoder, byte[] content) {
        var out = new ByteArrayOutputStream();
        try (OutputStream encoding = encoder.on(out)) {
            encoding.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private interface Encoder {
        OutputStream on(OutputStream out) throws IOException;
    }
}

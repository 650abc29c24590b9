package io.kagemusha.proxy.tls;

import io.kagemusha.common.configuration.TlsFiles;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Certificates and keys in PEM files; what cannot be read is reported with the file and what it should be. */
final class PemFiles {

    private PemFiles() {}

    /** A builder that has the certificate and the key of those files. */
    static SslContextBuilder builder(
            TlsFiles files, BiFunction<InputStream, InputStream, SslContextBuilder> ofCertificateAndKey)
            throws IOException {
        byte[] chain = read(files.certificate());
        byte[] key = read(files.key());
        try {
            return ofCertificateAndKey.apply(new ByteArrayInputStream(chain), new ByteArrayInputStream(key));
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    "tls: " + files.certificate() + ", " + files.key()
                            + " (expected: a certificate chain in PEM and its unencrypted PKCS #8 key)",
                    e);
        }
    }

    /** The certificate itself, which stands before those that vouch for it. */
    static X509Certificate leaf(Path file) throws IOException {
        return certificates(file).get(0);
    }

    /** All certificates of a file, at least one. */
    static List<X509Certificate> certificates(Path file) throws IOException {
        try (var in = new ByteArrayInputStream(read(file))) {
            Collection<?> all = CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (!all.isEmpty()) {
                return all.stream().map(X509Certificate.class::cast).toList();
            }
        } catch (CertificateException e) {
            throw fault(file, e);
        }
        throw fault(file, null);
    }

    private static IOException fault(Path file, @Nullable Exception cause) {
        return new IOException("tls: " + file + " (expected: certificates in PEM)", cause);
    }

    private static byte[] read(Path file) throws IOException {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new IOException("tls: " + file + " (expected: a readable file)", e);
        }
    }
}

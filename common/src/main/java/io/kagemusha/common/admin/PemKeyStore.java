package io.kagemusha.common.admin;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.kagemusha.common.configuration.TlsFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a certificate and its key from PEM files into what Java's TLS takes. */
final class PemKeyStore {

    private static final Pattern PKCS8 =
            Pattern.compile("-----BEGIN PRIVATE KEY-----(?<base64>[A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final List<String> ALGORITHMS = List.of("EC", "RSA", "Ed25519");

    private PemKeyStore() {}

    /**
     * The store with that one entry; what protects it in memory is {@code password}.
     *
     * @throws IOException when a file cannot be read or is not what it should be, with a message that says so
     */
    static KeyStore load(TlsFiles files, String password) throws IOException {
        Certificate[] chain = certificates(files.certificate());
        PrivateKey key = key(files.key());
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("server", key, password.toCharArray(), chain);
            return store;
        } catch (GeneralSecurityException e) {
            throw new IOException("admin.tls: " + e.getMessage(), e);
        }
    }

    private static Certificate[] certificates(Path file) throws IOException {
        try {
            var factory = CertificateFactory.getInstance("X.509");
            var chain = factory.generateCertificates(new ByteArrayInputStream(read("certificate", file)));
            if (!chain.isEmpty()) {
                return chain.toArray(Certificate[]::new);
            }
            throw fault("certificate", file, "certificates in PEM", null);
        } catch (GeneralSecurityException e) {
            throw fault("certificate", file, "certificates in PEM", e);
        }
    }

    private static PrivateKey key(Path file) throws IOException {
        String expected = "a PEM file with an unencrypted PKCS #8 key, which openssl pkcs8 -topk8 -nocrypt makes";
        var matcher = PKCS8.matcher(new String(read("key", file), US_ASCII));
        if (!matcher.find()) {
            throw fault("key", file, expected, null);
        }
        var spec = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(matcher.group("base64")));
        GeneralSecurityException failure = new InvalidKeySpecException();
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(spec);
            } catch (GeneralSecurityException e) {
                failure = e;
            }
        }
        throw fault("key", file, expected, failure);
    }

    private static byte[] read(String key, Path file) throws IOException {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw fault(key, file, "a readable file", e);
        }
    }

    private static IOException fault(String key, Path file, String expected, @Nullable Exception cause) {
        return new IOException("admin.tls." + key + ": " + file + " (expected: " + expected + ")", cause);
    }
}

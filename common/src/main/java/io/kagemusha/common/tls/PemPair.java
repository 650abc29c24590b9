package io.kagemusha.common.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.kagemusha.common.configuration.TlsFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A certificate and its key, from PEM files.
 *
 * @param chain the certificate itself, and after it those that vouch for it
 */
public record PemPair(List<X509Certificate> chain, PrivateKey key) {

    private static final Pattern PKCS8 =
            Pattern.compile("-----BEGIN PRIVATE KEY-----(?<base64>[A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final List<String> ALGORITHMS = List.of("EC", "RSA", "Ed25519");
    private static final byte[] PROBE = "what a key signs its own certificate verifies".getBytes(US_ASCII);

    public PemPair {
        chain = List.copyOf(chain);
    }

    /**
     * Reads a pair.
     *
     * @param place what names the files in the configuration, for faults
     * @throws IOException when a file cannot be read or is not what it should be, or the key is another certificate's
     */
    public static PemPair read(String place, TlsFiles files) throws IOException {
        var pair = new PemPair(
                certificates(place + ".certificate", files.certificate()), key(place + ".key", files.key()));
        if (!belongTogether(pair.chain.get(0).getPublicKey(), pair.key)) {
            throw new IOException(place + ": " + files.certificate() + ", " + files.key()
                    + " (expected: a certificate and its key; certificate and key do not belong together)");
        }
        return pair;
    }

    /**
     * All certificates of a file, at least one.
     *
     * @param place what names the file in the configuration, for faults
     * @throws IOException when it cannot be read or holds none
     */
    public static List<X509Certificate> certificates(String place, Path file) throws IOException {
        try {
            var all = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(bytes(place, file)));
            if (!all.isEmpty()) {
                return all.stream().map(X509Certificate.class::cast).toList();
            }
            throw fault(place, file, "certificates in PEM", null);
        } catch (GeneralSecurityException e) {
            throw fault(place, file, "certificates in PEM", e);
        }
    }

    private static PrivateKey key(String place, Path file) throws IOException {
        String expected = "a PEM file with an unencrypted PKCS #8 key, which openssl pkcs8 -topk8 -nocrypt makes";
        var matcher = PKCS8.matcher(new String(bytes(place, file), US_ASCII));
        if (!matcher.find()) {
            throw fault(place, file, expected, null);
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
        throw fault(place, file, expected, failure);
    }

    /** Otherwise every handshake would fail, and nothing before that. */
    static boolean belongTogether(PublicKey certified, PrivateKey key) {
        try {
            Signature signature = Signature.getInstance(
                    switch (key.getAlgorithm()) {
                        case "RSA" -> "SHA256withRSA";
                        case "EC" -> "SHA256withECDSA";
                        default -> "Ed25519";
                    });
            signature.initSign(key);
            signature.update(PROBE);
            byte[] signed = signature.sign();
            signature.initVerify(certified);
            signature.update(PROBE);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static byte[] bytes(String place, Path file) throws IOException {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw fault(place, file, "a readable file", e);
        }
    }

    private static IOException fault(String place, Path file, String expected, @Nullable Exception cause) {
        return new IOException(place + ": " + file + " (expected: " + expected + ")", cause);
    }
}

package io.kagemusha.proxy.tls;

import io.kagemusha.common.configuration.TlsFiles;
import io.kagemusha.common.tls.PemPair;
import java.io.IOException;
import java.util.List;

/** Reads the certificates and keys that the TLS engine can prove itself with. */
final class EnginePair {

    /** BoringSSL takes a key of Ed25519 too, but signs no handshake with it. */
    private static final List<String> ALGORITHMS = List.of("RSA", "EC");

    private EnginePair() {}

    static PemPair read(TlsFiles files) throws IOException {
        PemPair pair = PemPair.read("tls", files);
        String algorithm = pair.key().getAlgorithm();
        if (!ALGORITHMS.contains(algorithm)) {
            throw new IOException("tls.key: " + files.key()
                    + " (expected: a key of RSA or of an elliptic curve, not of " + algorithm + ")");
        }
        return pair;
    }
}

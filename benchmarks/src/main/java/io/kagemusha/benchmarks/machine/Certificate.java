package io.kagemusha.benchmarks.machine;

import io.kagemusha.benchmarks.load.Protocol;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;

/** What proxies prove themselves with on TLS: one certificate for a run, signed by itself, in the run's directory. */
public final class Certificate {

    /** Names of the files, PEM. */
    public static final String FILE = "certificate.pem";

    public static final String KEY = "key.pem";

    private Certificate() {}

    /** Makes it where the protocol needs it and it is not there; blocks. */
    public static void provide(Bench bench, Protocol protocol) throws IOException {
        File directory = bench.directory().toFile();
        if (protocol != Protocol.HTTPS || Files.exists(bench.directory().resolve(FILE))) {
            return;
        }
        Process openssl = new ProcessBuilder(
                        "openssl",
                        "req",
                        "-x509",
                        "-newkey",
                        "ec",
                        "-pkeyopt",
                        "ec_paramgen_curve:prime256v1",
                        "-nodes",
                        "-days",
                        "30",
                        "-subj",
                        "/CN=127.0.0.1",
                        "-keyout",
                        KEY,
                        "-out",
                        FILE)
                .directory(directory)
                .redirectErrorStream(true)
                .redirectOutput(new File(directory, "openssl.log"))
                .start();
        int code = openssl.onExit().join().exitValue();
        if (code != 0) {
            throw new IOException("openssl ended with " + code + "; see openssl.log in " + directory);
        }
    }
}

package io.kagemusha.proxy.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** What some files hold, in short. A file that cannot be read is part of it too. */
record FileDigest(String sha256) {

    static FileDigest of(List<Path> files) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Path file : files) {
                // With its length before it, nothing can move from one file to the next unseen
                byte[] content = read(file);
                digest.update((content.length + ":").getBytes(US_ASCII));
                digest.update(content);
            }
            return new FileDigest(HexFormat.of().formatHex(digest.digest()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            return new byte[0];
        }
    }
}

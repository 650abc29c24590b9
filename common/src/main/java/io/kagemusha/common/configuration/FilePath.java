package io.kagemusha.common.configuration;

import io.kagemusha.common.yaml.ValueType;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Paths of files as they stand in a configuration: relative to the directory that it lies in. */
final class FilePath {

    private FilePath() {}

    /** Whether there is such a file is seen when it is opened. */
    static ValueType<Path> in(Path baseDir, String expected) {
        return ValueType.of(expected, text -> {
            try {
                return text.isBlank() ? null : baseDir.resolve(text).normalize();
            } catch (InvalidPathException e) {
                return null;
            }
        });
    }

    /** Of a certificate, a key, or authorities. */
    static ValueType<Path> pem(Path baseDir) {
        return in(baseDir, "the path of a PEM file");
    }
}

package io.kagemusha.proxy.access;

import io.kagemusha.common.configuration.AccessLogSettings;
import io.kagemusha.common.file.FileFault;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where lines go: a file that is appended to, or one of the process's own streams. A file that was renamed or removed is
 * opened anew, so that it can be rotated without a signal. Confined to one thread.
 */
final class LogFile implements AutoCloseable {

    private final @Nullable Path path;
    private OutputStream out;
    private @Nullable Object identity;

    private LogFile(@Nullable Path path, OutputStream out) {
        this.path = path;
        this.out = out;
    }

    /** @throws IOException when it cannot be appended to; the message names it and says why */
    static LogFile open(String file) throws IOException {
        if (file.equals(AccessLogSettings.STDOUT)) {
            return new LogFile(null, new FileOutputStream(FileDescriptor.out));
        }
        if (file.equals(AccessLogSettings.STDERR)) {
            return new LogFile(null, new FileOutputStream(FileDescriptor.err));
        }
        Path path = Path.of(file);
        try {
            var opened = new LogFile(path, append(path));
            opened.identity = identity(path);
            return opened;
        } catch (IOException e) {
            throw new IOException(fault(file, FileFault.reason(e)), e);
        }
    }

    /** Why that file cannot be appended to, one line, or none. Looks without making it. */
    static List<String> faults(String file) {
        if (file.equals(AccessLogSettings.STDOUT) || file.equals(AccessLogSettings.STDERR)) {
            return List.of();
        }
        Path path = Path.of(file).toAbsolutePath();
        Path written = Files.exists(path) ? path : path.getParent();
        if (Files.isDirectory(path) || !Files.exists(written)) {
            return List.of(fault(file, Files.isDirectory(path) ? "a directory" : "there is no directory " + written));
        }
        return Files.isWritable(written) ? List.of() : List.of(fault(file, "no right to write to " + written));
    }

    private static String fault(String file, String reason) {
        return "access-log.file: " + file + " (expected: a file that can be appended to; " + reason + ")";
    }

    private static OutputStream append(Path path) throws IOException {
        return Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** What tells a file from another of its name; null where the system does not say. */
    private static @Nullable Object identity(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    }

    void write(byte[] bytes) throws IOException {
        out.write(bytes);
    }

    /** Opens the file of that name when it is not the one that is open. What is open stays so when that fails. */
    void reopenIfGone() throws IOException {
        if (path != null && isGone(path)) {
            OutputStream former = out;
            out = append(path);
            identity = identity(path);
            former.close();
        }
    }

    private boolean isGone(Path file) throws IOException {
        return Files.notExists(file) || !Objects.equals(identity(file), identity);
    }

    @Override
    public void close() throws IOException {
        if (path != null) {
            out.close();
        }
    }
}

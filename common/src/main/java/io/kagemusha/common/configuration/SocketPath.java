package io.kagemusha.common.configuration;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A unix socket.
 *
 * @param path of its file, absolute
 */
public record SocketPath(Path path) implements ListenAddress {

    static final String PREFIX = "unix:";
    static final String EXPECTED = "unix:/path of at most 107 bytes, without a colon";

    /** What fits in {@code sockaddr_un} on Linux; some systems take a few bytes less. */
    private static final int MAX_BYTES = 107;

    /** The socket at a path that begins with a slash; null where the operating system could not take it. */
    static @Nullable SocketPath parseOrNull(String path) {
        boolean usable = path.startsWith("/")
                && path.length() > 1
                && path.indexOf(':') < 0
                && path.indexOf('\0') < 0
                && path.getBytes(UTF_8).length <= MAX_BYTES;
        return usable ? new SocketPath(Path.of(path)) : null;
    }

    @Override
    public boolean isExclusive() {
        return true;
    }

    @Override
    public String toString() {
        return PREFIX + path;
    }
}

package io.kagemusha.proxy.transport;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** The file of a unix socket, which stays when the process that listened there is gone. */
public final class SocketFile {

    private SocketFile() {}

    /**
     * Removes it if nobody listens there any more.
     *
     * @throws IOException when somebody does, or the file is something else
     */
    public static void makeRoom(Path file) throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .isOther()) {
            throw new IOException(file + " is no socket");
        }
        if (isListenedOn(file)) {
            throw new IOException("another process listens there");
        }
        Files.deleteIfExists(file);
    }

    private static boolean isListenedOn(Path file) throws IOException {
        try (var probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return probe.connect(UnixDomainSocketAddress.of(file));
        } catch (ConnectException e) {
            return false;
        }
    }
}

package io.kagemusha.proxy.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What comes out of some files, made anew when one of them has changed. A change that cannot be used is refused and logged,
 * and the old one stays. Safe for use by several threads.
 */
public final class Replaceable<T> {

    private static final Logger LOG = LoggerFactory.getLogger(Replaceable.class);

    /** Makes the value of the files as they are now. */
    interface Loader<T> {
        T load() throws IOException;
    }

    private final List<Path> files;
    private final Loader<T> loader;
    private volatile T value;
    private FileDigest seen;

    /** Loads it for the first time. */
    Replaceable(List<Path> files, Loader<T> loader) throws IOException {
        this.files = List.copyOf(files);
        this.loader = loader;
        this.seen = FileDigest.of(files);
        this.value = loader.load();
    }

    /** The value in force. */
    public T get() {
        return value;
    }

    /** Loads it again if a file is not what it was; reads all of them, so not on an event loop. */
    synchronized void refresh() {
        FileDigest now = FileDigest.of(files);
        if (now.equals(seen)) {
            return;
        }
        seen = now;
        try {
            value = loader.load();
            LOG.atInfo().addKeyValue("files", files).log("certificates replaced, new connections use them");
        } catch (IOException e) {
            LOG.atWarn().addKeyValue("files", files).log("{}; the certificates before stay in use", e.getMessage());
        }
    }
}

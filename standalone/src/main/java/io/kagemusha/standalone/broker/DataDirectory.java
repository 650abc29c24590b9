package io.kagemusha.standalone.broker;

import io.kagemusha.common.file.FileFault;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import kafka.server.KafkaConfig;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.util.FileLock;
import org.jspecify.annotations.Nullable;

/** The directory that one broker keeps everything in, and the lock that says so. Guarded by its broker. */
final class DataDirectory {

    private static final String META_PROPERTIES = "meta.properties";
    private static final String CLEAN_SHUTDOWN = ".kafka_cleanshutdown";
    private static final String KAFKA_LOCK = ".lock";
    private static final String LOCK = ".kagemusha.lock";

    private final Path path;
    private final boolean ephemeral;
    private @Nullable FileLock lock;

    private DataDirectory(Path path, boolean ephemeral) {
        this.path = path;
        this.ephemeral = ephemeral;
    }

    /** The directory that the options name, or a new temporary one. */
    static DataDirectory of(BrokerOptions options) {
        Path kept = options.dataDirectory();
        if (kept != null) {
            return new DataDirectory(kept.toAbsolutePath().normalize(), false);
        }
        try {
            return new DataDirectory(Files.createTempDirectory("kagemusha-broker-"), true);
        } catch (IOException e) {
            throw new BrokerStartException("temporary data directory: cannot be made: " + FileFault.reason(e), e);
        }
    }

    Path path() {
        return path;
    }

    /** Whether a broker has been here and did not stop in order. */
    boolean leftByKilledBroker() {
        return isFormatted() && !Files.exists(path.resolve(CLEAN_SHUTDOWN));
    }

    /**
     * Takes the directory for this broker alone and formats it if it is new.
     *
     * @param clusterId of the cluster that a new directory is to belong to; null for one of its own
     * @throws BrokerStartException when it holds something else, is in use, or cannot be written; it is then as it was
     */
    void open(KafkaConfig config, @Nullable String clusterId) {
        try {
            Files.createDirectories(path, attributes());
            if (isForeign()) {
                throw new BrokerStartException("data directory: " + path + " has files but no " + META_PROPERTIES
                        + " (expected: an empty directory or one that a broker left)");
            }
            // Kafka takes its own lock only after it has opened the metadata log, too late to protect that.
            lock = acquire(LOCK);
            acquire(KAFKA_LOCK).unlockAndClose();
            if (!isFormatted()) {
                format(config, clusterId == null ? Uuid.randomUuid().toString() : clusterId);
            }
        } catch (IOException e) {
            release();
            throw new BrokerStartException("data directory: " + path + " cannot be used: " + FileFault.reason(e), e);
        } catch (RuntimeException e) {
            release();
            throw e;
        }
    }

    /** What is captured lies here, and is nobody's but the owner's, as it is with the temporary ones. */
    private FileAttribute<?>[] attributes() {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
    }

    /** Gives the directory up to whoever opens it next. Does nothing when it is not open. */
    void release() {
        FileLock held = lock;
        lock = null;
        if (held != null) {
            try {
                held.unlockAndClose();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Deletes the directory if nobody asked for it to be kept. */
    void discard() {
        if (ephemeral) {
            try {
                Utils.delete(path.toFile());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private boolean isFormatted() {
        return Files.exists(path.resolve(META_PROPERTIES));
    }

    private boolean isForeign() throws IOException {
        // The lock file alone shows that a broker was killed while it formatted the directory.
        if (isFormatted() || Files.exists(path.resolve(LOCK))) {
            return false;
        }
        try (Stream<Path> files = Files.list(path)) {
            return files.findAny().isPresent();
        }
    }

    private FileLock acquire(String name) throws IOException {
        FileLock candidate = new FileLock(path.resolve(name).toFile());
        if (candidate.tryLock()) {
            return candidate;
        }
        candidate.unlockAndClose();
        throw new BrokerStartException(
                "data directory: " + path + " is in use by another broker (expected: one that no other broker uses)");
    }

    private void format(KafkaConfig config, String clusterId) throws IOException {
        try (PrintStream discarded = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            new Formatter()
                    .setPrintStream(discarded)
                    .setNodeId(config.nodeId())
                    .setClusterId(clusterId)
                    .addDirectory(path.toString())
                    .setMetadataLogDirectory(path.toString())
                    .setControllerListenerName(config.controllerListenerNames().get(0))
                    .run();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }
}

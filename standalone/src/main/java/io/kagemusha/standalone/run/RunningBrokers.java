package io.kagemusha.standalone.run;

import io.kagemusha.common.configuration.TopicSettings;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The brokers that this user's processes run on this machine, so that {@code kagemusha mismatches} finds them without
 * being told where. Each is a file named after its process, in {@code $XDG_STATE_HOME/kagemusha/running}, where unset
 * {@code ~/.local/state}; a file whose process is gone means nothing.
 */
public final class RunningBrokers {

    private static final Logger LOG = LoggerFactory.getLogger(RunningBrokers.class);
    private static final String SUFFIX = ".properties";
    private static final String STARTED = "started";
    private static final String BOOTSTRAP_SERVERS = "bootstrap.servers";
    private static final String TOPIC_PREFIX = "topics.prefix";
    private static final String MISMATCH_TOPICS = "topics.mismatches";

    private final Path directory;

    /** Those that are noted in that directory, which need not exist. */
    public RunningBrokers(Path directory) {
        this.directory = directory;
    }

    /** Those of the user who runs this process. */
    public static RunningBrokers ofUser() {
        String stateHome = System.getenv("XDG_STATE_HOME");
        Path state = stateHome == null || stateHome.isEmpty()
                ? Path.of(System.getProperty("user.home"), ".local", "state")
                : Path.of(stateHome);
        return new RunningBrokers(state.resolve("kagemusha").resolve("running"));
    }

    /** One of them. */
    public record RunningBroker(
            long pid, Instant started, String bootstrapServers, String topicPrefix, String mismatchTopics) {}

    /** The note that this process runs a broker; closing removes it. */
    public interface Note extends AutoCloseable {
        @Override
        void close();
    }

    /** Notes that this process runs one. Where that cannot be written, it is logged and the process is not found. */
    public Note announce(String bootstrapServers, TopicSettings topics) {
        ProcessHandle process = ProcessHandle.current();
        Path file = directory.resolve(process.pid() + SUFFIX);
        var properties = new Properties();
        properties.setProperty(STARTED, startOf(process).toString());
        properties.setProperty(BOOTSTRAP_SERVERS, bootstrapServers);
        properties.setProperty(TOPIC_PREFIX, topics.prefix());
        properties.setProperty(MISMATCH_TOPICS, topics.mismatches());
        try {
            Files.createDirectories(directory);
            try (Writer writer = Files.newBufferedWriter(file)) {
                properties.store(writer, null);
            }
        } catch (IOException e) {
            LOG.warn("cannot note that a broker runs here, mismatches needs --bootstrap-server: {}", e.toString());
        }
        return () -> remove(file);
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.debug("stale note stays behind", e);
        }
    }

    /** Those that still run, the latest first. */
    public List<RunningBroker> find() {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(SUFFIX))
                    .map(RunningBrokers::read)
                    .filter(Objects::nonNull)
                    .filter(RunningBrokers::isRunning)
                    .sorted(Comparator.comparing(RunningBroker::started).reversed())
                    .toList();
        } catch (IOException e) {
            LOG.debug("notes of running brokers cannot be read", e);
            return List.of();
        }
    }

    private static @Nullable RunningBroker read(Path file) {
        var properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
            String name = file.getFileName().toString();
            return new RunningBroker(
                    Long.parseLong(name.substring(0, name.length() - SUFFIX.length())),
                    Instant.parse(properties.getProperty(STARTED, "")),
                    properties.getProperty(BOOTSTRAP_SERVERS, ""),
                    properties.getProperty(TOPIC_PREFIX, ""),
                    properties.getProperty(MISMATCH_TOPICS, ""));
        } catch (IOException | RuntimeException e) {
            LOG.debug("no note of a running broker: {}", file, e);
            return null;
        }
    }

    /** Whether the process is the one that wrote the note, and not a later one of the same number. */
    private static boolean isRunning(RunningBroker noted) {
        return ProcessHandle.of(noted.pid())
                .filter(ProcessHandle::isAlive)
                .map(process -> startOf(process).equals(noted.started()))
                .orElse(false);
    }

    private static Instant startOf(ProcessHandle process) {
        return process.info().startInstant().orElse(Instant.EPOCH);
    }
}

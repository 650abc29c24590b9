package io.kagemusha.standalone.broker;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** A broker in a JVM of its own, which can be killed as nothing in this one can. */
public final class BrokerProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Process process;
    private final String bootstrapServers;

    private BrokerProcess(Process process, String bootstrapServers) {
        this.process = process;
        this.bootstrapServers = bootstrapServers;
    }

    static BrokerProcess start(Path dataDirectory, Path scratch) throws IOException {
        return start(dataDirectory, scratch, Map.of());
    }

    /** Starts one with properties of its own. Blocks until it is ready. */
    static BrokerProcess start(Path dataDirectory, Path scratch, Map<String, String> properties) throws IOException {
        return start(dataDirectory, scratch, properties, List.of());
    }

    /**
     * Starts one whose system lets no file grow beyond some 16 MiB, which fails its writes as a full disk does. It needs a
     * POSIX shell.
     */
    public static BrokerProcess startOnFullDisk(Path dataDirectory, Path scratch) throws IOException {
        return start(dataDirectory, scratch, Map.of(), List.of("sh", "-c", "ulimit -f 32768; exec \"$@\"", "sh"));
    }

    private static BrokerProcess start(
            Path dataDirectory, Path scratch, Map<String, String> properties, List<String> launcher)
            throws IOException {
        Path ready = Files.createTempDirectory(scratch, "process").resolve("ready");
        var command = new ArrayList<>(launcher);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-Djava.io.tmpdir=" + ready.getParent(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                BrokerProcess.class.getName(),
                dataDirectory.toString(),
                ready.toString()));
        properties.forEach((key, value) -> command.add(key + "=" + value));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ready.resolveSibling("log").toFile())
                .start();
        await().atMost(PATIENCE).until(() -> Files.exists(ready) || !process.isAlive());
        return new BrokerProcess(process, Files.readString(ready));
    }

    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** Sends SIGKILL and waits until the process is gone. */
    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    public static void main(String[] arguments) throws Exception {
        var properties = new HashMap<String, String>();
        for (String property : List.of(arguments).subList(2, arguments.length)) {
            properties.put(property.substring(0, property.indexOf('=')), property.substring(property.indexOf('=') + 1));
        }
        var options = BrokerOptions.keptIn(Path.of(arguments[0])).withProperties(properties);
        try (var broker = new EmbeddedBroker(options)) {
            broker.start();
            Path ready = Path.of(arguments[1]);
            Path written = Files.writeString(ready.resolveSibling("written"), broker.bootstrapServers());
            Files.move(written, ready, StandardCopyOption.ATOMIC_MOVE);
            new CountDownLatch(1).await();
        }
    }
}

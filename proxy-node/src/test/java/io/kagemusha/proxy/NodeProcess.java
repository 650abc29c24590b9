package io.kagemusha.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A proxy node in a JVM of its own, with limits of its own, which captures nothing. */
final class NodeProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final Path out;

    private NodeProcess(Process process, Path out) {
        this.process = process;
        this.out = out;
    }

    /**
     * Starts it and waits until it is ready.
     *
     * @param descriptors how many files and sockets it may have open; 0 for as many as the test
     * @param options of the JVM
     */
    static NodeProcess start(Path directory, String yaml, int descriptors, String... options) throws Exception {
        Path file = Files.writeString(directory.resolve("kagemusha.yaml"), """
                listeners: [{ address: 127.0.0.1:0 }]
                admin: { address: 127.0.0.1:0 }
                capture: { when: never }
                """ + yaml);
        Path out = directory.resolve("out");
        var command = new ArrayList<String>();
        if (descriptors > 0) {
            command.addAll(List.of("sh", "-c", "ulimit -n " + descriptors + "; exec \"$@\"", "sh"));
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of("--config", file.toString()));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        var node = new NodeProcess(process, out);
        await().atMost(PATIENCE).until(() -> !process.isAlive() || node.output().contains("ready:"));
        return node;
    }

    /** What it has written to its streams. */
    String output() throws Exception {
        return Files.readString(out, UTF_8);
    }

    long pid() {
        return process.pid();
    }

    InetSocketAddress address() throws Exception {
        URI proxy = URI.create(ready("proxy"));
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.getPort());
    }

    /** The sum of that metric over its tags. */
    double metric(String name) throws Exception {
        try (var in = new URL(ready("admin") + "/metrics").openStream()) {
            return new String(in.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
        }
    }

    private String ready(String part) throws Exception {
        var matcher = Pattern.compile("ready:.* ?" + part + "=(\\S+).*").matcher(output());
        if (!matcher.find()) {
            throw new AssertionError("not ready: " + output());
        }
        return matcher.group(1);
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}

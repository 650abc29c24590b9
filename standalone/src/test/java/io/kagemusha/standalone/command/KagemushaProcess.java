package io.kagemusha.standalone.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import io.kagemusha.standalone.Main;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The command line as a process of its own, with a working directory and a home of its own. */
public final class KagemushaProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Process process;
    private final Path out;
    private final Path err;

    private KagemushaProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    public static KagemushaProcess start(Path directory, String... arguments) throws IOException {
        return launch(directory, Main.class.getName(), arguments);
    }

    /** Runs the one source file of a program as {@code java -cp kagemusha.jar App.java} does. */
    public static KagemushaProcess startSource(Path directory, Path source, String... arguments) throws IOException {
        return launch(directory, source.toString(), arguments);
    }

    /** Runs a jar that ships, with nothing but what is in it. */
    public static KagemushaProcess startJar(Path directory, Path jar, String... arguments) throws IOException {
        return launch(directory, List.of("-jar", jar.toAbsolutePath().toString()), arguments);
    }

    /** Runs {@code ./kagemusha} of that home with that in {@code JAVA_OPTS}. */
    public static KagemushaProcess startLauncher(Path home, String javaOptions, String... arguments)
            throws IOException {
        var command = new ArrayList<>(List.of(home.resolve("kagemusha").toString()));
        command.addAll(List.of(arguments));
        return begin(home, command, Map.of("JAVA_HOME", System.getProperty("java.home"), "JAVA_OPTS", javaOptions));
    }

    private static KagemushaProcess launch(Path directory, String program, String... arguments) throws IOException {
        return launch(directory, List.of("-cp", System.getProperty("java.class.path"), program), arguments);
    }

    private static KagemushaProcess launch(Path directory, List<String> program, String... arguments)
            throws IOException {
        Path scratch = Files.createDirectories(directory.resolve("scratch"));
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // What a killed process leaves there goes with the test's directory
                "-Djava.io.tmpdir=" + scratch,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1"));
        command.addAll(program);
        command.addAll(List.of(arguments));
        return begin(directory, command, Map.of());
    }

    private static KagemushaProcess begin(Path directory, List<String> command, Map<String, String> environment)
            throws IOException {
        Path out = Files.createTempFile(directory, "out", ".txt");
        Path err = Files.createTempFile(directory, "err", ".txt");
        var builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().putAll(environment);
        builder.environment().put("XDG_STATE_HOME", directory.toString());
        return new KagemushaProcess(builder.start(), out, err);
    }

    /** Blocks until it is ready, and returns that part of its ready line. */
    public String awaitReady(String part) {
        await().atMost(PATIENCE).until(() -> !process.isAlive() || out().contains("ready:"));
        var matcher = Pattern.compile("ready:.* ?" + part + "=(\\S+).*").matcher(out());
        if (!matcher.find()) {
            throw new AssertionError("no " + part + " in '" + out() + "', standard error: " + err());
        }
        return matcher.group(1);
    }

    public URI awaitProxy() {
        return URI.create(awaitReady("proxy") + "/");
    }

    /** Sends SIGTERM, waits for the end, and returns the exit code. */
    public int terminate() {
        process.destroy();
        return awaitEnd();
    }

    /** Sends SIGKILL and waits until the process is gone. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    public int awaitEnd() {
        await().atMost(PATIENCE).until(() -> !process.isAlive());
        return process.exitValue();
    }

    public String out() {
        return read(out);
    }

    public String err() {
        return read(err);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        kill();
    }
}

package io.kagemusha.benchmarks.machine;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The place of one run: a directory for configurations and logs, one core for whoever is measured, another for all the
 * rest.
 *
 * @param directory made for this run
 * @param home the project's directory
 * @param measured the core of the proxy or worker under test
 * @param rest the core of origins, load and broker
 */
public record Bench(Path directory, Path home, int measured, int rest) {

    /** Starts what is measured. */
    public PinnedProcess startMeasured(String name, String... command) throws IOException {
        return PinnedProcess.start(String.valueOf(measured), log(name), List.of(command));
    }

    /** Starts what only helps. */
    public PinnedProcess startBeside(String name, String... command) throws IOException {
        return PinnedProcess.start(String.valueOf(rest), log(name), List.of(command));
    }

    /** Starts what only helps, and has less right to its core than the others there. */
    public PinnedProcess startInTheBackground(String name, String... command) throws IOException {
        List<String> patient = new ArrayList<>(List.of("nice", "-n", "10"));
        patient.addAll(List.of(command));
        return PinnedProcess.start(String.valueOf(rest), log(name), patient);
    }

    /** Starts what has the whole machine to itself. */
    public PinnedProcess startOnBoth(String name, String... command) throws IOException {
        return PinnedProcess.start(measured + "," + rest, log(name), List.of(command));
    }

    /** Writes a file into the directory. */
    public Path write(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content);
    }

    /** The command that runs {@code main} from this process's class path. */
    public static String[] java(String main, String... arguments) {
        List<String> command =
                new ArrayList<>(List.of(javaBinary(), "-cp", System.getProperty("java.class.path"), main));
        command.addAll(List.of(arguments));
        return command.toArray(String[]::new);
    }

    /** The same for what only helps; it is compiled once and quickly, because others wait for a core that compiles. */
    public static String[] helper(String main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(java(main, arguments)));
        command.add(1, "-XX:TieredStopAtLevel=1");
        return command.toArray(String[]::new);
    }

    /** The command that runs a jar as its users do. */
    public static String[] jar(Path jar, String... arguments) {
        List<String> command = new ArrayList<>(List.of(javaBinary(), "-jar", jar.toString()));
        command.addAll(List.of(arguments));
        return command.toArray(String[]::new);
    }

    private static String javaBinary() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private File log(String name) {
        return directory.resolve(name + ".log").toFile();
    }
}

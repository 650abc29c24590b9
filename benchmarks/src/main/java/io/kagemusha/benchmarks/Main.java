package io.kagemusha.benchmarks;

import io.kagemusha.benchmarks.machine.Bench;
import io.kagemusha.benchmarks.measure.Plan;
import io.kagemusha.benchmarks.suite.Allocation;
import io.kagemusha.benchmarks.suite.ComparerMemory;
import io.kagemusha.benchmarks.suite.Comparing;
import io.kagemusha.benchmarks.suite.Faults;
import io.kagemusha.benchmarks.suite.Growth;
import io.kagemusha.benchmarks.suite.Outage;
import io.kagemusha.benchmarks.suite.ProxyMemory;
import io.kagemusha.benchmarks.suite.SideBySide;
import io.kagemusha.benchmarks.suite.Suite;
import io.kagemusha.benchmarks.suite.Surroundings;
import io.kagemusha.benchmarks.suite.TimeToReady;
import io.kagemusha.benchmarks.suite.Upload;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures Kagemusha side by side with its peers; {@code benchmarks/run} starts it. */
@Command(
        name = "benchmarks/run",
        description = "Measures Kagemusha side by side with its peers and writes tables and plots.",
        mixinStandardHelpOptions = true)
public final class Main implements Callable<Integer> {

    @Parameters(
            paramLabel = "SUITE",
            description = "side-by-side, growth, faults, outage, proxy-memory,"
                    + " comparer-memory, allocation, upload, time-to-ready, comparing. Default: all of them.")
    private List<String> names = List.of();

    @Option(names = "--case", description = "Of side-by-side, only the cases of that name; may be repeated.")
    private List<String> cases = List.of();

    @Option(
            names = "--baseline",
            paramLabel = "JAR",
            description =
                    "An earlier proxy-node.jar; side-by-side measures this build against it, in the case baseline.")
    private @Nullable Path baseline;

    @Option(names = "--fault", description = "Of faults, only the shadows of that name; may be repeated.")
    private List<String> faults = List.of();

    @Option(names = "--rounds", defaultValue = "5", description = "Turns of each peer. Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(names = "--seconds", defaultValue = "5", description = "Length of a turn. Default: ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(
            names = "--warm-up",
            defaultValue = "20",
            description = "Seconds of load before a JVM is measured. Default: ${DEFAULT-VALUE}.")
    private int warmUp;

    @Option(names = "--results", description = "Where to write. Default: ${DEFAULT-VALUE}.")
    private Path results = Path.of("benchmarks/results");

    @Option(names = "--measured-core", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}.")
    private int measured;

    @Option(names = "--other-core", defaultValue = "0", description = "Default: ${DEFAULT-VALUE}.")
    private int rest;

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        List<Suite> all = List.of(
                new SideBySide(cases, baseline),
                new Growth(),
                new Faults(faults),
                new Outage(),
                new ProxyMemory(),
                new ComparerMemory(),
                new Allocation(),
                new Upload(),
                new TimeToReady(),
                new Comparing());
        List<String> known = all.stream().map(Suite::name).toList();
        if (!known.containsAll(names)) {
            System.err.println("suite: " + names + " (expected: of " + known + ")");
            return CommandLine.ExitCode.USAGE;
        }
        // nginx's worker, another user, reads the bodies
        Path directory = Files.createTempDirectory(
                "kagemusha-benchmarks",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        var bench = new Bench(directory, Path.of("").toAbsolutePath(), measured, rest);
        var plan = new Plan(rounds, Duration.ofSeconds(seconds), Duration.ofSeconds(warmUp));
        System.out.println("logs in " + directory);
        try (var surroundings = new Surroundings(bench, plan, results)) {
            for (Suite suite : all) {
                if (names.isEmpty() || names.contains(suite.name())) {
                    System.out.println("\n# " + suite.name());
                    suite.run(surroundings);
                }
            }
        }
        return CommandLine.ExitCode.OK;
    }
}

package io.kagemusha.benchmarks.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kagemusha.benchmarks.machine.Bench;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/** h2load: eight streams at a time on each of an eighth of the connections. GET only. */
final class H2load implements Load {

    private static final int STREAMS = 8;
    private static final String SUCCESS = "200";

    private final Bench bench;

    H2load(Bench bench) {
        this.bench = bench;
    }

    @Override
    public Throughput run(int port, Traffic traffic, Duration time) throws IOException {
        Path log = bench.directory().resolve("h2load.tsv");
        Files.deleteIfExists(log);
        Process process = new ProcessBuilder(List.of(
                        "taskset",
                        "-c",
                        String.valueOf(bench.rest()),
                        "h2load",
                        "-t1",
                        "-c" + Math.max(1, traffic.connections() / STREAMS),
                        "-m" + STREAMS,
                        "-D" + time.toSeconds(),
                        "--log-file=" + log,
                        "http://127.0.0.1:" + port + traffic.path()))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (!Files.exists(log)) {
            throw new IOException("h2load wrote no log:\n" + output);
        }
        return read(log, time);
    }

    /** Lines of start in microseconds, status, microseconds until the end of the response. */
    private static Throughput read(Path log, Duration time) throws IOException {
        var micros = new Histogram(3);
        var errors = new long[1];
        try (Stream<String> lines = Files.lines(log)) {
            lines.map(line -> line.split("\t", -1)).forEach(columns -> {
                micros.recordValue(Long.parseLong(columns[2]));
                errors[0] += columns[1].equals(SUCCESS) ? 0 : 1;
            });
        }
        return new Throughput(
                micros.getTotalCount(),
                errors[0],
                time.toSeconds(),
                micros.getValueAtPercentile(50),
                micros.getValueAtPercentile(99));
    }
}

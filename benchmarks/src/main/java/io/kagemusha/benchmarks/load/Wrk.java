package io.kagemusha.benchmarks.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kagemusha.benchmarks.machine.Bench;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** wrk. */
final class Wrk implements Load {

    private static final Pattern RESULT = Pattern.compile("result (\\d+) (\\d+) (\\d+) (\\d+) (\\d+)");

    private static final String DONE = """
            done = function(summary, latency, requests)
              local e = summary.errors
              io.write(string.format("result %d %d %d %d %d\\n", summary.requests,
                e.connect + e.read + e.write + e.status + e.timeout, summary.duration,
                latency:percentile(50), latency:percentile(99)))
            end
            """;

    private final Bench bench;

    Wrk(Bench bench) {
        this.bench = bench;
    }

    @Override
    public Throughput run(int port, Traffic traffic, Duration time) throws IOException {
        Path script = bench.write("wrk.lua", script(traffic));
        Process process = new ProcessBuilder(List.of(
                        "taskset",
                        "-c",
                        String.valueOf(bench.rest()),
                        "wrk",
                        "-t1",
                        "-c" + traffic.connections(),
                        "-d" + time.toSeconds() + "s",
                        "--timeout",
                        "10s",
                        "-H",
                        "Host: " + traffic.host(),
                        "-s",
                        script.toString(),
                        traffic.protocol().scheme() + "://127.0.0.1:" + port + traffic.path()))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        MatchResult result = RESULT.matcher(output)
                .results()
                .findFirst()
                .orElseThrow(() -> new IOException("wrk said no result:\n" + output));
        return new Throughput(
                number(result, 1), number(result, 2), number(result, 3) / 1e6, number(result, 4), number(result, 5));
    }

    private static long number(MatchResult result, int group) {
        return Long.parseLong(result.group(group));
    }

    private static String script(Traffic traffic) {
        if (traffic.requestBytes() == 0) {
            return DONE;
        }
        return "wrk.method = \"POST\"\nwrk.body = string.rep(\"x\", " + traffic.requestBytes() + ")\n" + DONE;
    }
}

package io.kagemusha.benchmarks.suite;

import io.kagemusha.benchmarks.machine.Bench;
import io.kagemusha.benchmarks.machine.Jcmd;
import io.kagemusha.benchmarks.machine.Metrics;
import io.kagemusha.benchmarks.machine.PinnedProcess;
import io.kagemusha.benchmarks.machine.Ports;
import io.kagemusha.benchmarks.peer.Broker;
import io.kagemusha.benchmarks.pipeline.Backlog;
import io.kagemusha.benchmarks.report.MarkdownTable;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * What an exchange costs a comparer that waits for its last record, and what it costs while it is remembered after it was
 * finished: the reachable objects of the process with many of them, less what they were with a tenth of them.
 */
public final class ComparerMemory implements Suite {

    private static final int FEW = 30_000;
    private static final int MANY = 300_000;
    private static final String PREFIX = "waiting.";
    private static final String OUTCOMES = "kagemusha_comparer_outcomes_total";
    private static final String PENDING = "kagemusha_comparer_exchanges_pending";

    @Override
    public String name() {
        return "comparer-memory";
    }

    @Override
    public void run(Surroundings surroundings) throws IOException, InterruptedException {
        Bench bench = surroundings.bench();
        var table = new MarkdownTable("an exchange, two responses of 1 KiB", "how many", "bytes for each further one");
        try (Broker broker = Broker.start(bench)) {
            Backlog backlog = Backlog.make(bench, broker.bootstrapServers(), PREFIX, 1);
            int admin = Ports.free();
            var configuration = bench.write("waiting.yaml", """
                    kafka: { bootstrap.servers: "%s" }
                    topics: { prefix: %s, partitions: 1, replication: 1 }
                    compare: { join-timeout: 1h }
                    admin: { address: 127.0.0.1:%d }
                    """.formatted(broker.bootstrapServers(), PREFIX, admin));
            var jar = bench.home().resolve("comparer-worker/target/comparer-worker.jar");
            try (PinnedProcess comparer =
                    bench.startMeasured("waiting", Bench.jar(jar, "--config", configuration.toString()))) {
                Ports.awaitOpen(admin, comparer, "the comparer");
                var metrics = new Metrics(admin);
                backlog.add(0, FEW);
                long few = liveWith(comparer, metrics, OUTCOMES, FEW);
                backlog.add(FEW, MANY);
                row(table, "is finished and remembered", liveWith(comparer, metrics, OUTCOMES, MANY) - few);
                backlog.addIncomplete(MANY, MANY + FEW);
                few = liveWith(comparer, metrics, PENDING, FEW);
                backlog.addIncomplete(MANY + FEW, 2 * MANY);
                row(table, "waits for its last record", liveWith(comparer, metrics, PENDING, MANY) - few);
            }
        }
        System.out.println(table);
        surroundings.write(name() + ".md", table.toString());
    }

    /** Waits until the metric has that value, at most a minute, and for the commit after that. */
    private static long liveWith(PinnedProcess comparer, Metrics metrics, String metric, long value)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (metrics.sum(metric) != value) {
            if (System.nanoTime() - deadline > 0) {
                throw new IOException(metric + ": " + metrics.sum(metric) + " (expected: " + value + ")");
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        TimeUnit.SECONDS.sleep(1);
        return Jcmd.liveBytes(comparer.pid());
    }

    private static void row(MarkdownTable table, String what, long bytes) {
        table.row(what, String.valueOf(MANY), String.format(Locale.ROOT, "%.0f", (double) bytes / (MANY - FEW)));
    }
}

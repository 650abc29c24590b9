package io.kagemusha.benchmarks.suite;

import io.kagemusha.benchmarks.machine.Bench;
import io.kagemusha.benchmarks.machine.PinnedProcess;
import io.kagemusha.benchmarks.measure.Spread;
import io.kagemusha.benchmarks.peer.Broker;
import io.kagemusha.benchmarks.pipeline.Backlog;
import io.kagemusha.benchmarks.pipeline.OutcomeCounter;
import io.kagemusha.benchmarks.report.MarkdownTable;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A comparer on one core that starts in front of a backlog: exchanges a second and CPU time for one, joined, compared and
 * published exactly once, while it works at full speed; and how long the whole backlog takes, start included.
 */
public final class Comparing implements Suite {

    private static final int EXCHANGES = 800_000;

    /** A worker runs for weeks: by now, half a minute after its start, nearly all of it is compiled. */
    private static final int FROM = EXCHANGES / 2;

    private static final int TO = EXCHANGES * 95 / 100;

    @Override
    public String name() {
        return "comparing";
    }

    @Override
    public void run(Surroundings surroundings) throws IOException {
        var table = new MarkdownTable(
                "partitions", "exchanges/s on one core", "CPU µs/exchange", "s for " + EXCHANGES + ", start included");
        int rounds = Math.max(1, surroundings.plan().rounds() / 2);
        for (int partitions : List.of(1, 2, 4)) {
            var perSecond = new double[rounds];
            var cpuMicros = new double[rounds];
            var recovery = new double[rounds];
            for (int i = 0; i < rounds; i++) {
                Run run = run(surroundings.bench(), partitions);
                perSecond[i] = (TO - FROM) / run.seconds();
                cpuMicros[i] = run.cpuMicros() / (TO - FROM);
                recovery[i] = run.recoverySeconds();
            }
            table.row(
                    String.valueOf(partitions),
                    Spread.of(perSecond).text(0),
                    Spread.of(cpuMicros).text(1),
                    Spread.of(recovery).text(1));
            System.out.println(table.lastRows(1));
            surroundings.write(name() + ".md", table.toString());
        }
    }

    private record Run(double seconds, double cpuMicros, double recoverySeconds) {}

    private static Run run(Bench bench, int partitions) throws IOException {
        String prefix = "bench" + partitions + ".";
        try (Broker broker = Broker.start(bench)) {
            Backlog backlog = Backlog.make(bench, broker.bootstrapServers(), prefix, partitions);
            backlog.add(0, EXCHANGES);
            var jar = bench.home().resolve("comparer-worker/target/comparer-worker.jar");
            long start = System.nanoTime();
            try (PinnedProcess comparer = bench.startMeasured(
                            prefix + "comparer",
                            Bench.jar(jar, "--config", backlog.configuration().toString()));
                    var outcomes = new OutcomeCounter(broker.bootstrapServers(), prefix, partitions)) {
                long from = outcomes.await(FROM);
                long cpuFrom = comparer.cpuMicros();
                long to = outcomes.await(TO);
                long cpuTo = comparer.cpuMicros();
                long end = outcomes.await(EXCHANGES);
                return new Run(seconds(from, to), cpuTo - cpuFrom, seconds(start, end));
            }
        }
    }

    private static double seconds(long from, long to) {
        return (double) (to - from) / TimeUnit.SECONDS.toNanos(1);
    }
}

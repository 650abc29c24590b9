package io.kagemusha.benchmarks.suite;

import io.kagemusha.benchmarks.load.ConstantRate;
import io.kagemusha.benchmarks.load.Latencies;
import io.kagemusha.benchmarks.load.Traffic;
import io.kagemusha.benchmarks.machine.Bench;
import io.kagemusha.benchmarks.machine.Metrics;
import io.kagemusha.benchmarks.machine.PinnedProcess;
import io.kagemusha.benchmarks.machine.Ports;
import io.kagemusha.benchmarks.peer.Broker;
import io.kagemusha.benchmarks.peer.Setting;
import io.kagemusha.benchmarks.report.MarkdownTable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Kafka is away for half a minute under load, with a small capture buffer: what clients feel, what memory it takes, and
 * whether every exchange is accounted for afterwards.
 */
public final class Outage implements Suite {

    private static final Traffic TRAFFIC = new Traffic(1024, 0, 64);
    private static final int PER_SECOND = 1000;
    private static final Duration WARM_UP = Duration.ofSeconds(15);
    private static final Duration PHASE = Duration.ofSeconds(30);
    private static final Duration SETTLED = Duration.ofMinutes(3);
    private static final String PREFIX = "outage.";

    @Override
    public String name() {
        return "outage";
    }

    @Override
    public void run(Surroundings surroundings) throws IOException, InterruptedException {
        Bench bench = surroundings.bench();
        Setting setting = surroundings.setting(1);
        int proxyPort = Ports.free();
        int proxyAdmin = Ports.free();
        int comparerAdmin = Ports.free();
        try (Broker broker = Broker.start(bench)) {
            Path file = bench.write("outage.yaml", configuration(broker, setting, proxyPort, proxyAdmin));
            Path comparing =
                    bench.write("outage-comparer.yaml", configuration(broker, setting, proxyPort, comparerAdmin));
            try (PinnedProcess proxy = startJar(bench, true, "proxy-node/target/proxy-node.jar", file);
                    PinnedProcess comparer =
                            startJar(bench, false, "comparer-worker/target/comparer-worker.jar", comparing)) {
                Ports.awaitOpen(proxyPort, proxy, "the proxy");
                Ports.awaitOpen(comparerAdmin, comparer, "the comparer");
                phases(surroundings, broker, proxy, proxyPort);
                account(surroundings, new Metrics(proxyAdmin), new Metrics(comparerAdmin));
            }
        }
    }

    private static String configuration(Broker broker, Setting setting, int port, int admin) {
        return """
                listeners: [ { address: 127.0.0.1:%d } ]
                backends:
                  master: { url: "http://127.0.0.1:%d", master: true }
                  shadow: { url: "http://127.0.0.1:%d" }
                capture: { buffer: 32MiB }
                kafka: { bootstrap.servers: "%s" }
                topics: { prefix: %s, partitions: 4, replication: 1 }
                admin: { address: 127.0.0.1:%d }
                """.formatted(
                        port, setting.master(), setting.shadows().get(0), broker.bootstrapServers(), PREFIX, admin);
    }

    private static PinnedProcess startJar(Bench bench, boolean measured, String jar, Path configuration)
            throws IOException {
        String[] command = Bench.jar(bench.home().resolve(jar), "--config", configuration.toString());
        String name = configuration.getFileName() + ".process";
        return measured ? bench.startMeasured(name, command) : bench.startBeside(name, command);
    }

    private void phases(Surroundings surroundings, Broker broker, PinnedProcess proxy, int port)
            throws IOException, InterruptedException {
        ConstantRate.run(port, TRAFFIC, PER_SECOND, WARM_UP);
        var table = new MarkdownTable("Kafka is", "p50 ms", "p99 ms", "p99.9 ms", "errors", "resident MiB at the end");
        row(table, "there", proxy, ConstantRate.run(port, TRAFFIC, PER_SECOND, PHASE));
        broker.stop();
        row(table, "away", proxy, ConstantRate.run(port, TRAFFIC, PER_SECOND, PHASE));
        broker.startAgain();
        row(table, "back", proxy, ConstantRate.run(port, TRAFFIC, PER_SECOND, PHASE));
        System.out.println(table);
        surroundings.write(name() + ".md", table.toString());
    }

    private static void row(MarkdownTable table, String kafka, PinnedProcess proxy, Latencies felt) {
        table.row(
                kafka,
                millis(felt, 50),
                millis(felt, 99),
                millis(felt, 99.9),
                String.valueOf(felt.errors()),
                String.valueOf(proxy.residentKibibytes() / 1024));
    }

    private static String millis(Latencies felt, double percentile) {
        return String.format(Locale.ROOT, "%.2f", felt.millisAt(percentile));
    }

    /** Waits until nothing is under way any more, at most three minutes, and shows where everything went. */
    private void account(Surroundings surroundings, Metrics proxy, Metrics comparer)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + SETTLED.toNanos();
        while (underWay(proxy, comparer) > 0 && System.nanoTime() - deadline < 0) {
            TimeUnit.MILLISECONDS.sleep(500);
        }
        var table = new MarkdownTable("pairs", "");
        long captured = proxy.sum("kagemusha_capture_pairs_offered_total");
        long dropped = proxy.sum("kagemusha_capture_pairs_dropped_total");
        long outcomes = comparer.sum("kagemusha_comparer_outcomes_total");
        table.row("captured", String.valueOf(captured));
        table.row("dropped", String.valueOf(dropped));
        table.row("outcomes", String.valueOf(outcomes));
        table.row("in flight", String.valueOf(underWay(proxy, comparer)));
        table.row("unaccounted", String.valueOf(captured - dropped - outcomes));
        System.out.println(table);
        surroundings.write(name() + "-account.md", table.toString());
    }

    private static long underWay(Metrics proxy, Metrics comparer) throws IOException, InterruptedException {
        return proxy.sum("kagemusha_capture_records_inflight")
                + comparer.sum("kagemusha_comparer_exchanges_pending")
                + Math.abs(proxy.sum("kagemusha_capture_pairs_sent_total")
                        - comparer.sum("kagemusha_comparer_outcomes_total"));
    }
}

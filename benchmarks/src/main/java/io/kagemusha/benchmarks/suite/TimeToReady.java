package io.kagemusha.benchmarks.suite;

import io.kagemusha.benchmarks.machine.Bench;
import io.kagemusha.benchmarks.machine.PinnedProcess;
import io.kagemusha.benchmarks.measure.Spread;
import io.kagemusha.benchmarks.peer.Setting;
import io.kagemusha.benchmarks.report.MarkdownTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** How long it takes from the start of a process, on both cores, until it says that it is ready. */
public final class TimeToReady implements Suite {

    private static final long PAUSE_MILLIS = 5;
    private static final long LIMIT_NANOS = TimeUnit.MINUTES.toNanos(1);

    @Override
    public String name() {
        return "time-to-ready";
    }

    @Override
    public void run(Surroundings surroundings) throws IOException, InterruptedException {
        var table = new MarkdownTable("process", "s until ready");
        Bench bench = surroundings.bench();
        Setting setting = surroundings.setting(1);
        String master = "http://127.0.0.1:" + setting.master();
        String shadow = "http://127.0.0.1:" + setting.shadows().get(0);
        Path configuration = bench.write("ready.yaml", """
                listeners: [ { address: 127.0.0.1:0 } ]
                backends: { production: { url: "%s", master: true } }
                capture: { when: never }
                admin: { address: 127.0.0.1:0 }
                """.formatted(master));
        row(
                surroundings,
                table,
                "proxy node",
                Bench.jar(
                        bench.home().resolve("proxy-node/target/proxy-node.jar"),
                        "--config",
                        configuration.toString()));
        row(
                surroundings,
                table,
                "standalone, with broker and comparer",
                Bench.jar(
                        bench.home().resolve("standalone/target/kagemusha.jar"),
                        "standalone",
                        "--ephemeral",
                        "--listen",
                        "0",
                        "--master",
                        master,
                        "--shadow",
                        shadow));
        System.out.println(table);
    }

    private void row(Surroundings surroundings, MarkdownTable table, String what, String... command)
            throws IOException, InterruptedException {
        var seconds = new double[surroundings.plan().rounds()];
        for (int i = 0; i < seconds.length; i++) {
            seconds[i] = secondsToReady(surroundings.bench(), command);
        }
        table.row(what, Spread.of(seconds).text(2));
        surroundings.write(name() + ".md", table.toString());
    }

    private static double secondsToReady(Bench bench, String... command) throws IOException, InterruptedException {
        long start = System.nanoTime();
        try (PinnedProcess process = bench.startOnBoth("ready", command)) {
            while (!process.hasSaid("ready:")) {
                if (!process.isAlive() || System.nanoTime() - start > LIMIT_NANOS) {
                    throw new IOException("not ready: " + String.join(" ", command));
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
            return (double) (System.nanoTime() - start) / TimeUnit.SECONDS.toNanos(1);
        }
    }
}

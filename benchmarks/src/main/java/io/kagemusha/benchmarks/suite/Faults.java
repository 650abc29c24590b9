package io.kagemusha.benchmarks.suite;

import io.kagemusha.benchmarks.load.Latencies;
import io.kagemusha.benchmarks.load.Load;
import io.kagemusha.benchmarks.load.Throughput;
import io.kagemusha.benchmarks.load.Traffic;
import io.kagemusha.benchmarks.machine.Bench;
import io.kagemusha.benchmarks.machine.PinnedProcess;
import io.kagemusha.benchmarks.measure.FixedRate;
import io.kagemusha.benchmarks.measure.Spread;
import io.kagemusha.benchmarks.peer.FaultyProcess;
import io.kagemusha.benchmarks.peer.FaultyServer.Fault;
import io.kagemusha.benchmarks.peer.Nginx;
import io.kagemusha.benchmarks.peer.Peer;
import io.kagemusha.benchmarks.peer.ProxyNode;
import io.kagemusha.benchmarks.peer.RunningPeer;
import io.kagemusha.benchmarks.peer.Setting;
import io.kagemusha.benchmarks.report.MarkdownTable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What clients feel of a shadow or a broker that fails: latency at a fixed rate, which is the same for all and well below
 * what any of them can take, then throughput, latency and CPU time for one request at full load.
 *
 * <p>All shadows belong to one proxy, which chooses among them by the host that clients ask for. So the same process, with
 * the same compiled code, serves those without a shadow and those with any of them, and nothing but the shadow can make a
 * difference. The server that floods runs only while it is its turn, because it goes on by itself.
 *
 * <p>At the {@linkplain FixedRate fixed rate} everything is on one core, but for the faulty server.
 */
public final class Faults implements Suite {

    private static final Traffic TRAFFIC = new Traffic(1024, 0, 200);
    private static final int PER_SECOND = 2000;
    private static final Duration NATIVE_WARM_UP = Duration.ofSeconds(2);
    private static final String ANSWERING = "answering";
    private static final String DOWN = "down";

    /** The port of discard: nothing listens there. */
    private static final int NOBODY = 9;

    /** nginx makes its clients wait for many seconds in some of its turns. */
    private static final int TURNS_FOR_ONE_OF_NGINX = 8;

    private final List<String> wanted;

    /** Only the shadows of those names; all when there are none. */
    public Faults(List<String> wanted) {
        this.wanted = List.copyOf(wanted);
    }

    @Override
    public String name() {
        return "faults";
    }

    @Override
    public void run(Surroundings surroundings) throws IOException, InterruptedException {
        var table = new MarkdownTable(
                "peer",
                "p90 ms",
                "× p90 without shadow",
                "p99 ms",
                "× p99 without shadow",
                "requests/s",
                "× requests/s without shadow",
                "p99 ms at full load",
                "× p99 at full load without shadow",
                "CPU µs/request",
                "× CPU without shadow",
                "errors");
        Map<String, FaultyProcess> faulty = new LinkedHashMap<>();
        try {
            Map<String, Integer> shadows = new LinkedHashMap<>();
            shadows.put(ANSWERING, surroundings.setting(1).shadows().get(0));
            for (Map.Entry<String, Fault> one : faults().entrySet()) {
                var process = FaultyProcess.start(surroundings.bench(), one.getValue());
                faulty.put(one.getKey(), process);
                shadows.put(one.getKey(), process.port());
                if (one.getValue() == Fault.FLOODS) {
                    process.process().pause();
                }
            }
            if (isWanted(DOWN)) {
                shadows.put(DOWN, NOBODY);
            }
            Setting setting = surroundings.setting(0).withShadowOfHost(shadows);
            int rounds = surroundings.plan().rounds();
            measure(surroundings, table, new ProxyNode("kagemusha"), setting, faulty, rounds);
            measure(
                    surroundings,
                    table,
                    new Nginx("nginx mirror"),
                    setting,
                    faulty,
                    Math.max(1, rounds / TURNS_FOR_ONE_OF_NGINX));
        } finally {
            faulty.values().forEach(FaultyProcess::close);
        }
    }

    private Map<String, Fault> faults() {
        Map<String, Fault> all = new LinkedHashMap<>();
        all.put("hanging", Fault.HANGS);
        all.put("resetting", Fault.RESETS);
        all.put("slow", Fault.SLOW);
        all.put("flooding", Fault.FLOODS);
        all.keySet().removeIf(fault -> !isWanted(fault));
        return all;
    }

    private boolean isWanted(String fault) {
        return wanted.isEmpty() || wanted.contains(fault);
    }

    /** Clients of a proxy that ask for one host, and the server that is their shadow where it is a faulty one. */
    private record Clients(
            String name,
            RunningPeer peer,
            Traffic traffic,
            @Nullable FaultyProcess faulty) {

        Turn turn(Bench bench, Duration time) throws IOException, InterruptedException {
            List<PinnedProcess> aside = faulty == null ? List.of() : List.of(faulty.process());
            Latencies latencies = FixedRate.run(bench, peer, traffic, PER_SECOND, time, aside);
            long before = peer.process().cpuMicros();
            Throughput saturated = Load.of(traffic, bench).run(peer.port(), traffic, time);
            long used = peer.process().cpuMicros() - before;
            return new Turn(latencies, saturated, (double) used / saturated.requests());
        }
    }

    /** A turn at a fixed rate, then one at full load. */
    private record Turn(Latencies latencies, Throughput saturated, double cpuMicros) {

        double p90() {
            return latencies.millisAt(90);
        }

        double p99() {
            return latencies.millisAt(99);
        }

        double perSecond() {
            return saturated.perSecond();
        }

        double p99AtFullLoad() {
            return saturated.p99Micros() / 1e3;
        }

        long errors() {
            return latencies.errors() + saturated.errors();
        }
    }

    /** A turn between two without a shadow. */
    private record Compared(Turn own, Turn before, Turn after) {

        /**
         * To both of those, because a machine that others use too is not the same for long. To their geometric mean, because one
         * p99 of many is a multiple of the others, and would make all ratios to an arithmetic mean too small.
         */
        double ratio(ToDoubleFunction<Turn> value) {
            return value.applyAsDouble(own) / Math.sqrt(value.applyAsDouble(before) * value.applyAsDouble(after));
        }
    }

    private void measure(
            Surroundings surroundings,
            MarkdownTable table,
            Peer peer,
            Setting setting,
            Map<String, FaultyProcess> faulty,
            int rounds)
            throws IOException, InterruptedException {
        Map<String, List<Compared>> all = new LinkedHashMap<>();
        Bench bench = surroundings.bench();
        List<RunningPeer> peers = new ArrayList<>();
        try {
            RunningPeer running = peer.start(bench, setting);
            peers.add(running);
            var unshadowed = new Clients(peer.name() + ", no shadow", running, TRAFFIC, null);
            List<Clients> clients = new ArrayList<>();
            for (String host : setting.shadowOfHost().keySet()) {
                clients.add(new Clients(peer.name() + ", shadow " + host, running, TRAFFIC.at(host), faulty.get(host)));
            }
            if (peer.isCompiledAtRunTime()) {
                RunningPeer withoutBroker = peer.start(bench, withoutBroker(setting));
                peers.add(withoutBroker);
                clients.add(new Clients(peer.name() + ", no shadow, broker away", withoutBroker, TRAFFIC, null));
                clients.add(new Clients(
                        peer.name() + ", shadow answering, broker away", withoutBroker, TRAFFIC.at(ANSWERING), null));
            }
            Duration warmUp = peer.isCompiledAtRunTime() ? surroundings.plan().warmUp() : NATIVE_WARM_UP;
            turn(bench, unshadowed, warmUp);
            for (Clients one : clients) {
                turn(bench, one, warmUp);
            }
            Turn before = turn(bench, unshadowed, surroundings.plan().turn());
            for (int round = 0; round < rounds; round++) {
                for (Clients one : clients) {
                    Turn own = turn(bench, one, surroundings.plan().turn());
                    Turn after = turn(bench, unshadowed, surroundings.plan().turn());
                    all.computeIfAbsent(one.name(), name -> new ArrayList<>()).add(new Compared(own, before, after));
                    before = after;
                }
            }
        } finally {
            peers.forEach(RunningPeer::close);
        }
        report(peer.name() + ", no shadow", all, table);
        surroundings.write(name() + ".md", table.toString());
    }

    private static Setting withoutBroker(Setting setting) {
        return new Setting(setting.master(), setting.shadows(), "127.0.0.1:" + NOBODY)
                .withShadowOfHost(setting.shadowOfHost());
    }

    private static Turn turn(Bench bench, Clients clients, Duration time) throws IOException, InterruptedException {
        FaultyProcess faulty = clients.faulty();
        if (faulty == null || faulty.fault() != Fault.FLOODS) {
            return clients.turn(bench, time);
        }
        faulty.process().goOn();
        try {
            return clients.turn(bench, time);
        } finally {
            faulty.process().pause();
        }
    }

    private static void report(String unshadowed, Map<String, List<Compared>> all, MarkdownTable table) {
        List<Compared> references = all.values().stream()
                .flatMap(List::stream)
                .map(one -> new Compared(one.after(), one.after(), one.after()))
                .toList();
        row(unshadowed, references, table);
        all.forEach((name, own) -> row(name, own, table));
        System.out.println(table.lastRows(1 + all.size()));
    }

    private static void row(String name, List<Compared> turns, MarkdownTable table) {
        table.row(
                name,
                values(turns, Turn::p90).text(2),
                ratios(turns, Turn::p90).text(2),
                values(turns, Turn::p99).text(2),
                ratios(turns, Turn::p99).text(2),
                values(turns, Turn::perSecond).text(0),
                ratios(turns, Turn::perSecond).text(2),
                values(turns, Turn::p99AtFullLoad).text(2),
                ratios(turns, Turn::p99AtFullLoad).text(2),
                values(turns, Turn::cpuMicros).text(1),
                ratios(turns, Turn::cpuMicros).text(2),
                String.valueOf(
                        turns.stream().mapToLong(one -> one.own().errors()).sum()));
    }

    private static Spread values(List<Compared> turns, ToDoubleFunction<Turn> value) {
        return Spread.of(turns.stream()
                .mapToDouble(one -> value.applyAsDouble(one.own()))
                .toArray());
    }

    private static Spread ratios(List<Compared> turns, ToDoubleFunction<Turn> value) {
        return Spread.of(turns.stream().mapToDouble(one -> one.ratio(value)).toArray());
    }
}

package io.kagemusha.benchmarks.suite;

import io.kagemusha.benchmarks.load.ConstantRate;
import io.kagemusha.benchmarks.load.Latencies;
import io.kagemusha.benchmarks.load.Load;
import io.kagemusha.benchmarks.load.Throughput;
import io.kagemusha.benchmarks.load.Traffic;
import io.kagemusha.benchmarks.machine.Bench;
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
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What clients feel of a shadow or a broker that fails: latency at a fixed rate, which is the same for all and well below
 * what any of them can take, then throughput and CPU time for one request at full load.
 *
 * <p>All shadows belong to one proxy, which chooses among them by the host that clients ask for. So the same process, with
 * the same compiled code, serves those without a shadow and those with any of them, and nothing but the shadow can make a
 * difference. A faulty server runs only while it is its turn.
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
    private static final int TURNS_FOR_ONE_OF_NGINX = 4;

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
                "p99 ms",
                "× p99 without shadow",
                "requests/s",
                "× requests/s without shadow",
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
                process.process().pause();
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

    /** Clients of a proxy that ask for one host, and the faulty shadow that their requests have. */
    private record Clients(
            String name,
            RunningPeer peer,
            Traffic traffic,
            @Nullable FaultyProcess shadow) {}

    /** A turn at a fixed rate, then one at full load. */
    private record Turn(Latencies latencies, Throughput saturated, double cpuMicros) {

        double p99() {
            return latencies.millisAt(99);
        }

        double perSecond() {
            return saturated.perSecond();
        }

        long errors() {
            return latencies.errors() + saturated.errors();
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
        Map<String, List<Turn>> all = new LinkedHashMap<>();
        Bench bench = surroundings.bench();
        List<RunningPeer> peers = new ArrayList<>();
        try {
            RunningPeer running = peer.start(bench, setting);
            peers.add(running);
            List<Clients> clients = new ArrayList<>();
            clients.add(new Clients(peer.name() + ", no shadow", running, TRAFFIC, null));
            setting.shadowOfHost()
                    .keySet()
                    .forEach(host -> clients.add(new Clients(
                            peer.name() + ", shadow " + host, running, TRAFFIC.at(host), faulty.get(host))));
            if (peer.isCompiledAtRunTime()) {
                RunningPeer withoutBroker = peer.start(bench, withoutBroker(setting));
                peers.add(withoutBroker);
                clients.add(new Clients(
                        peer.name() + ", shadow answering, broker away", withoutBroker, TRAFFIC.at(ANSWERING), null));
            }
            Duration warmUp = peer.isCompiledAtRunTime() ? surroundings.plan().warmUp() : NATIVE_WARM_UP;
            for (Clients one : clients) {
                turn(bench, one, warmUp);
                all.put(one.name(), new ArrayList<>());
            }
            for (int round = 0; round < rounds; round++) {
                for (Clients one : clients) {
                    all.get(one.name()).add(turn(bench, one, surroundings.plan().turn()));
                }
                // Everybody's turn comes after everybody's
                Collections.rotate(clients, 1);
            }
        } finally {
            peers.forEach(RunningPeer::close);
        }
        report(all, table);
        surroundings.write(name() + ".md", table.toString());
    }

    private static Setting withoutBroker(Setting setting) {
        return new Setting(setting.master(), setting.shadows(), "127.0.0.1:" + NOBODY)
                .withShadowOfHost(setting.shadowOfHost());
    }

    private static Turn turn(Bench bench, Clients clients, Duration time) throws IOException, InterruptedException {
        RunningPeer peer = clients.peer();
        if (clients.shadow() != null) {
            clients.shadow().process().goOn();
        }
        try {
            Latencies latencies = ConstantRate.run(peer.port(), clients.traffic(), PER_SECOND, time);
            long before = peer.process().cpuMicros();
            Throughput saturated = Load.of(clients.traffic(), bench).run(peer.port(), clients.traffic(), time);
            long used = peer.process().cpuMicros() - before;
            return new Turn(latencies, saturated, (double) used / saturated.requests());
        } finally {
            if (clients.shadow() != null) {
                clients.shadow().process().pause();
            }
        }
    }

    private static void report(Map<String, List<Turn>> all, MarkdownTable table) {
        List<Turn> reference = all.values().iterator().next();
        all.forEach((name, own) -> table.row(
                name,
                values(own, Turn::p99).text(2),
                ratios(own, reference, Turn::p99).text(2),
                values(own, Turn::perSecond).text(0),
                ratios(own, reference, Turn::perSecond).text(2),
                values(own, Turn::cpuMicros).text(1),
                ratios(own, reference, Turn::cpuMicros).text(2),
                String.valueOf(own.stream().mapToLong(Turn::errors).sum())));
        System.out.println(table.lastRows(all.size()));
    }

    private static Spread values(List<Turn> turns, ToDoubleFunction<Turn> value) {
        return Spread.of(turns.stream().mapToDouble(value).toArray());
    }

    private static Spread ratios(List<Turn> own, List<Turn> reference, ToDoubleFunction<Turn> value) {
        var ratios = new double[own.size()];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = value.applyAsDouble(own.get(i)) / value.applyAsDouble(reference.get(i));
        }
        return Spread.of(ratios);
    }
}

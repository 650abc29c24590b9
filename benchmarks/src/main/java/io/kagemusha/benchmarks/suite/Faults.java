package io.kagemusha.benchmarks.suite;

import io.kagemusha.benchmarks.load.ConstantRate;
import io.kagemusha.benchmarks.load.Latencies;
import io.kagemusha.benchmarks.load.Load;
import io.kagemusha.benchmarks.load.Throughput;
import io.kagemusha.benchmarks.load.Traffic;
import io.kagemusha.benchmarks.measure.Contestant;
import io.kagemusha.benchmarks.measure.Spread;
import io.kagemusha.benchmarks.peer.FaultyServer;
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

/**
 * What clients feel of a shadow or a broker that fails: latency at a fixed rate, which is the same for all and well below
 * what any of them can take, and throughput at full load.
 */
public final class Faults implements Suite {

    private static final Traffic TRAFFIC = new Traffic(1024, 0, 200);
    private static final int PER_SECOND = 2000;
    private static final Duration NATIVE_WARM_UP = Duration.ofSeconds(2);

    /** The port of discard: nothing listens there. */
    private static final int NOBODY = 9;

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
                "p50 ms",
                "p99 ms",
                "p99.9 ms",
                "× p99 without shadow",
                "requests/s at full load",
                "× throughput without shadow",
                "errors");
        try (var hanging = new FaultyServer(Fault.HANGS);
                var resetting = new FaultyServer(Fault.RESETS);
                var slow = new FaultyServer(Fault.SLOW);
                var flooding = new FaultyServer(Fault.FLOODS)) {
            Map<String, Integer> shadows = new LinkedHashMap<>();
            shadows.put("hanging", hanging.port());
            shadows.put("resetting", resetting.port());
            shadows.put("slow", slow.port());
            shadows.put("flooding", flooding.port());
            shadows.put("down", NOBODY);
            if (!wanted.isEmpty()) {
                shadows.keySet().retainAll(wanted);
            }
            measure(surroundings, table, ours(surroundings, shadows));
            measure(surroundings, table, mirrors(surroundings, shadows));
        }
    }

    private static List<Contestant> ours(Surroundings surroundings, Map<String, Integer> shadows) {
        List<Contestant> all = new ArrayList<>();
        all.add(new Contestant(new ProxyNode("kagemusha, no shadow"), surroundings.setting(0)));
        all.add(new Contestant(new ProxyNode("kagemusha, one shadow"), surroundings.setting(1)));
        shadows.forEach((fault, port) -> all.add(new Contestant(
                new ProxyNode("kagemusha, shadow " + fault),
                surroundings.shadowAt(port).withUsualConcurrency())));
        Setting one = surroundings.setting(1);
        all.add(new Contestant(
                new ProxyNode("kagemusha, broker away"),
                new Setting(one.master(), one.shadows(), "127.0.0.1:" + NOBODY)));
        return all;
    }

    private static List<Contestant> mirrors(Surroundings surroundings, Map<String, Integer> shadows) {
        List<Contestant> all = new ArrayList<>();
        all.add(new Contestant(new Nginx("nginx, no mirror"), surroundings.setting(0)));
        all.add(new Contestant(new Nginx("nginx, one mirror"), surroundings.setting(1)));
        shadows.forEach((fault, port) ->
                all.add(new Contestant(new Nginx("nginx, mirror " + fault), surroundings.shadowAt(port))));
        return all;
    }

    /** A turn at a fixed rate, then one at full load. */
    private record Turn(Latencies latencies, Throughput saturated) {}

    private void measure(Surroundings surroundings, MarkdownTable table, List<Contestant> contestants)
            throws IOException, InterruptedException {
        Map<Peer, List<Turn>> all = new LinkedHashMap<>();
        List<RunningPeer> peers = new ArrayList<>();
        Duration turn = surroundings.plan().turn();
        var saturating = Load.of(TRAFFIC, surroundings.bench());
        try {
            for (Contestant contestant : contestants) {
                peers.add(contestant.peer().start(surroundings.bench(), contestant.setting()));
            }
            for (RunningPeer peer : peers) {
                saturating.run(
                        peer.port(),
                        TRAFFIC,
                        peer.peer().isCompiledAtRunTime() ? surroundings.plan().warmUp() : NATIVE_WARM_UP);
            }
            for (int round = 0; round < surroundings.plan().rounds(); round++) {
                for (RunningPeer peer : peers) {
                    var one = new Turn(
                            ConstantRate.run(peer.port(), TRAFFIC, PER_SECOND, turn),
                            saturating.run(peer.port(), TRAFFIC, turn));
                    all.computeIfAbsent(peer.peer(), key -> new ArrayList<>()).add(one);
                }
            }
        } finally {
            peers.forEach(RunningPeer::close);
        }
        List<Turn> reference = List.copyOf(all.values().iterator().next());
        all.forEach((peer, own) -> table.row(
                peer.name(),
                spread(own, one -> one.latencies().millisAt(50)).text(2),
                spread(own, one -> one.latencies().millisAt(99)).text(2),
                spread(own, one -> one.latencies().millisAt(99.9)).text(2),
                ratio(own, reference, one -> one.latencies().millisAt(99)).text(2),
                spread(own, one -> one.saturated().perSecond()).text(0),
                ratio(own, reference, one -> one.saturated().perSecond()).text(2),
                String.valueOf(own.stream()
                        .mapToLong(one ->
                                one.latencies().errors() + one.saturated().errors())
                        .sum())));
        System.out.println(table.lastRows(all.size()));
        surroundings.write(name() + ".md", table.toString());
    }

    private static Spread spread(List<Turn> turns, ToDoubleFunction<Turn> value) {
        return Spread.of(turns.stream().mapToDouble(value).toArray());
    }

    private static Spread ratio(List<Turn> own, List<Turn> reference, ToDoubleFunction<Turn> value) {
        var ratios = new double[own.size()];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = value.applyAsDouble(own.get(i)) / value.applyAsDouble(reference.get(i));
        }
        return Spread.of(ratios);
    }
}

package io.kagemusha.benchmarks.suite;

import io.kagemusha.benchmarks.load.ConstantRate;
import io.kagemusha.benchmarks.load.Latencies;
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

/**
 * What clients feel of a shadow or a broker that fails: latency at a fixed rate, which is the same for all and well below
 * what any of them can take.
 */
public final class Faults implements Suite {

    private static final Traffic TRAFFIC = new Traffic(1024, 0, 200);
    private static final int PER_SECOND = 2000;
    private static final Duration WARM_UP = Duration.ofSeconds(15);
    private static final Duration NATIVE_WARM_UP = Duration.ofSeconds(2);

    @Override
    public String name() {
        return "faults";
    }

    @Override
    public void run(Surroundings surroundings) throws IOException, InterruptedException {
        var table = new MarkdownTable("peer", "p50 ms", "p99 ms", "p99.9 ms", "× p99 without shadow", "errors");
        try (var hanging = new FaultyServer(Fault.HANGS);
                var resetting = new FaultyServer(Fault.RESETS)) {
            Setting plain = surroundings.setting(0);
            Setting hangs = surroundings.shadowAt(hanging.port());
            Setting resets = surroundings.shadowAt(resetting.port());
            measure(
                    surroundings,
                    table,
                    List.of(
                            ours("kagemusha, no shadow", plain),
                            ours("kagemusha, one shadow", surroundings.setting(1)),
                            ours("kagemusha, hanging shadow", hangs),
                            ours("kagemusha, resetting shadow", resets),
                            ours("kagemusha, broker away", deadBroker(surroundings))));
            measure(
                    surroundings,
                    table,
                    List.of(
                            new Contestant(new Nginx("nginx, no mirror"), plain),
                            new Contestant(new Nginx("nginx, one mirror"), surroundings.setting(1)),
                            new Contestant(new Nginx("nginx, hanging mirror"), hangs),
                            new Contestant(new Nginx("nginx, resetting mirror"), resets)));
        }
    }

    private static Contestant ours(String name, Setting setting) {
        return new Contestant(new ProxyNode(name), setting);
    }

    private static Setting deadBroker(Surroundings surroundings) {
        Setting one = surroundings.setting(1);
        // The port of discard: nothing listens there
        return new Setting(one.master(), one.shadows(), "127.0.0.1:9");
    }

    private void measure(Surroundings surroundings, MarkdownTable table, List<Contestant> contestants)
            throws IOException, InterruptedException {
        Map<Peer, List<Latencies>> all = new LinkedHashMap<>();
        List<RunningPeer> peers = new ArrayList<>();
        try {
            for (Contestant contestant : contestants) {
                peers.add(contestant.peer().start(surroundings.bench(), contestant.setting()));
            }
            for (RunningPeer peer : peers) {
                load(peer, peer.peer().isCompiledAtRunTime() ? WARM_UP : NATIVE_WARM_UP);
            }
            for (int round = 0; round < surroundings.plan().rounds(); round++) {
                for (RunningPeer peer : peers) {
                    all.computeIfAbsent(peer.peer(), key -> new ArrayList<>())
                            .add(load(peer, surroundings.plan().turn()));
                }
            }
        } finally {
            peers.forEach(RunningPeer::close);
        }
        List<Latencies> reference = List.copyOf(all.values().iterator().next());
        all.forEach((peer, own) -> table.row(
                peer.name(),
                at(own, 50).text(2),
                at(own, 99).text(2),
                at(own, 99.9).text(2),
                ratio(own, reference).text(2),
                String.valueOf(own.stream().mapToLong(Latencies::errors).sum())));
        System.out.println(table.lastRows(all.size()));
        surroundings.write(name() + ".md", table.toString());
    }

    private static Latencies load(RunningPeer peer, Duration time) throws IOException, InterruptedException {
        return ConstantRate.run(peer.port(), TRAFFIC, PER_SECOND, time);
    }

    private static Spread at(List<Latencies> rounds, double percentile) {
        return Spread.of(
                rounds.stream().mapToDouble(one -> one.millisAt(percentile)).toArray());
    }

    private static Spread ratio(List<Latencies> own, List<Latencies> reference) {
        var ratios = new double[own.size()];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = own.get(i).millisAt(99) / reference.get(i).millisAt(99);
        }
        return Spread.of(ratios);
    }
}

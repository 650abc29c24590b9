package io.kagemusha.benchmarks.measure;

import io.kagemusha.benchmarks.load.Load;
import io.kagemusha.benchmarks.load.Throughput;
import io.kagemusha.benchmarks.machine.Bench;
import io.kagemusha.benchmarks.peer.RunningPeer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs a case at full load: all its peers are up, one of them at a time is loaded. */
public final class Saturated {

    private static final Duration SHORT_WARM_UP = Duration.ofSeconds(2);

    private final Bench bench;
    private final Plan plan;

    public Saturated(Bench bench, Plan plan) {
        this.bench = bench;
        this.plan = plan;
    }

    /** Blocks until all rounds are done. */
    public Result run(Case one) throws IOException {
        Map<String, List<Sample>> samples = new LinkedHashMap<>();
        List<RunningPeer> peers = new ArrayList<>();
        try {
            for (Contestant contestant : one.contestants()) {
                peers.add(contestant.peer().start(bench, contestant.setting()));
            }
            for (RunningPeer peer : peers) {
                load(peer, one, peer.peer().isCompiledAtRunTime() ? plan.warmUp() : SHORT_WARM_UP);
            }
            for (int round = 0; round < plan.rounds(); round++) {
                for (RunningPeer peer : peers) {
                    samples.computeIfAbsent(peer.peer().name(), name -> new ArrayList<>())
                            .add(load(peer, one, plan.turn()));
                }
            }
        } finally {
            peers.forEach(RunningPeer::close);
        }
        return new Result(one, samples);
    }

    private Sample load(RunningPeer peer, Case one, Duration time) throws IOException {
        long before = peer.process().cpuMicros();
        Throughput got = Load.of(one.traffic(), bench).run(peer.port(), one.traffic(), time);
        long used = peer.process().cpuMicros() - before;
        return new Sample(
                (double) used / got.requests(), got.perSecond(), got.p50Micros(), got.p99Micros(), got.errors());
    }
}

package io.kagemusha.benchmarks.measure;

import io.kagemusha.benchmarks.load.Latencies;
import io.kagemusha.benchmarks.load.Load;
import io.kagemusha.benchmarks.load.Throughput;
import io.kagemusha.benchmarks.machine.Bench;
import io.kagemusha.benchmarks.machine.PinnedProcess;
import io.kagemusha.benchmarks.peer.RunningPeer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs a case: all its peers are up and take turns, each at full load and then, where the case says so, at a fixed rate. */
public final class Rounds {

    private static final Duration SHORT_WARM_UP = Duration.ofSeconds(2);

    private final Bench bench;
    private final Plan plan;
    private final Supplier<List<PinnedProcess>> aside;

    /**
     * Rounds on that machine.
     *
     * @param aside says, when peers are up, what stands {@linkplain FixedRate aside} at a fixed rate
     */
    public Rounds(Bench bench, Plan plan, Supplier<List<PinnedProcess>> aside) {
        this.bench = bench;
        this.plan = plan;
        this.aside = aside;
    }

    /** Blocks until all rounds are done. */
    public Result run(Case one) throws IOException, InterruptedException {
        Map<String, List<Sample>> samples = new LinkedHashMap<>();
        List<RunningPeer> peers = new ArrayList<>();
        try {
            for (Contestant contestant : one.contestants()) {
                peers.add(contestant.peer().start(bench, contestant.setting()));
            }
            for (RunningPeer peer : peers) {
                load(peer, one, peer.peer().isCompiledAtRunTime() ? plan.warmUp() : SHORT_WARM_UP);
                atFixedRate(peer, one, SHORT_WARM_UP);
            }
            for (int round = 0; round < plan.rounds(); round++) {
                for (RunningPeer peer : peers) {
                    samples.computeIfAbsent(peer.peer().name(), name -> new ArrayList<>())
                            .add(sample(peer, one));
                }
            }
        } finally {
            peers.forEach(RunningPeer::close);
        }
        return new Result(one, samples);
    }

    private Throughput load(RunningPeer peer, Case one, Duration time) throws IOException {
        return Load.of(one.traffic(), bench).run(peer.port(), one.traffic(), time);
    }

    private Sample sample(RunningPeer peer, Case one) throws IOException, InterruptedException {
        long before = peer.process().cpuMicros();
        Throughput saturated = load(peer, one, plan.turn());
        long used = peer.process().cpuMicros() - before;
        return new Sample((double) used / saturated.requests(), saturated, atFixedRate(peer, one, plan.turn()));
    }

    private @Nullable Latencies atFixedRate(RunningPeer peer, Case one, Duration time)
            throws IOException, InterruptedException {
        return one.perSecond() == 0
                ? null
                : FixedRate.run(bench, peer, one.traffic(), one.perSecond(), time, aside.get());
    }
}

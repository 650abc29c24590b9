package io.kagemusha.benchmarks.measure;

import io.kagemusha.benchmarks.load.ConstantRate;
import io.kagemusha.benchmarks.load.Latencies;
import io.kagemusha.benchmarks.load.Traffic;
import io.kagemusha.benchmarks.machine.Bench;
import io.kagemusha.benchmarks.machine.PinnedProcess;
import io.kagemusha.benchmarks.peer.RunningPeer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Latency at a rate that is well below what the peer can take. For that time the peer is on the core of load and origins:
 * clients of one on another core would wait for what a virtual machine takes to wake that up, which can be milliseconds, more
 * often than for anything that the peer does. What works for the peer and is not what is measured goes to the core that it has
 * left.
 */
public final class FixedRate {

    private FixedRate() {}

    /**
     * Asks {@code perSecond} times a second for that long; blocks.
     *
     * @param aside what has the other core meanwhile
     */
    public static Latencies run(
            Bench bench, RunningPeer peer, Traffic traffic, int perSecond, Duration time, List<PinnedProcess> aside)
            throws IOException, InterruptedException {
        aside.forEach(process -> process.moveTo(bench.measured()));
        peer.process().moveTo(bench.rest());
        try {
            return ConstantRate.run(peer.port(), traffic, perSecond, time);
        } finally {
            peer.process().moveTo(bench.measured());
            aside.forEach(process -> process.moveTo(bench.rest()));
        }
    }
}

package io.kagemusha.benchmarks.measure;

import io.kagemusha.benchmarks.load.Latencies;
import io.kagemusha.benchmarks.load.Throughput;
import org.jspecify.annotations.Nullable;

/**
 * One peer in one round.
 *
 * @param cpuMicros CPU time of the proxy for one request at full load, in microseconds
 * @param saturated what came at full load
 * @param latencies at a fixed rate; null where that is not measured
 */
public record Sample(
        double cpuMicros, Throughput saturated, @Nullable Latencies latencies) {

    /** Latency at the fixed rate in milliseconds; {@code percentile} from 0 to 100. */
    public double millisAt(double percentile) {
        if (latencies == null) {
            throw new IllegalStateException("not measured at a fixed rate");
        }
        return latencies.millisAt(percentile);
    }

    /** Requests that were not answered with success. */
    public long errors() {
        return saturated.errors() + (latencies == null ? 0 : latencies.errors());
    }
}

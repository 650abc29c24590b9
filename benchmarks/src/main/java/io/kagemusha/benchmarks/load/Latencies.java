package io.kagemusha.benchmarks.load;

import org.HdrHistogram.Histogram;

/**
 * How long answers took, from when each request was due.
 *
 * @param micros in microseconds
 * @param errors answers that were no success or did not come
 */
public record Latencies(Histogram micros, long errors) {

    /** In milliseconds; {@code percentile} from 0 to 100. */
    public double millisAt(double percentile) {
        return micros.getValueAtPercentile(percentile) / 1000.0;
    }
}

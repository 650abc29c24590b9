package io.kagemusha.benchmarks.load;

/**
 * What a saturating load got.
 *
 * @param requests answered
 * @param errors connections that failed, answers that did not come or were no success
 * @param p50Micros and the next: latency as the load generator saw it, which waits for each answer and so does not see
 *     what waiting clients would have seen
 */
public record Throughput(long requests, long errors, double seconds, long p50Micros, long p99Micros) {

    public double perSecond() {
        return requests / seconds;
    }
}

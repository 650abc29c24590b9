package io.kagemusha.common.exchange;

/**
 * How long one backend took, measured by the proxy node's monotonic clock, in microseconds.
 *
 * @param waitedMicros from the client's request head to the moment the request was given a connection, queues included
 * @param firstByteMicros from then to the response head; 0 when none came
 * @param elapsedMicros from then to the end of the response, or to the failure
 */
public record Timings(long waitedMicros, long firstByteMicros, long elapsedMicros) {

    /** Nothing was sent, so nothing was measured. */
    public static final Timings NONE = new Timings(0, 0, 0);

    public Timings {
        if (waitedMicros < 0 || firstByteMicros < 0 || elapsedMicros < 0) {
            throw new IllegalArgumentException(
                    "timings: " + waitedMicros + ", " + firstByteMicros + ", " + elapsedMicros + " (expected: >= 0)");
        }
    }

    /** {@link #elapsedMicros} in milliseconds. */
    public double elapsedMillis() {
        return elapsedMicros / 1000.0;
    }
}

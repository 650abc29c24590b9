package io.kagemusha.benchmarks.measure;

/**
 * One peer in one round.
 *
 * @param cpuMicros CPU time of the proxy for one request, in microseconds
 * @param errors requests that were not answered with success
 */
public record Sample(double cpuMicros, double perSecond, long p50Micros, long p99Micros, long errors) {}

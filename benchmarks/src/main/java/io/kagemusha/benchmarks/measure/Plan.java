package io.kagemusha.benchmarks.measure;

import java.time.Duration;

/**
 * How long is measured.
 *
 * @param rounds how often each peer's turn comes; the peers take turns, so that a noisy minute hits all of them
 * @param turn how long one turn is
 * @param warmUp how long a peer that is compiled at run time is loaded before the first round
 */
public record Plan(int rounds, Duration turn, Duration warmUp) {}

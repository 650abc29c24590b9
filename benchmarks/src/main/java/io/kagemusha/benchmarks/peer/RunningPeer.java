package io.kagemusha.benchmarks.peer;

import io.kagemusha.benchmarks.machine.PinnedProcess;

/**
 * A peer that serves.
 *
 * @param port on the loopback address
 */
public record RunningPeer(Peer peer, PinnedProcess process, int port) implements AutoCloseable {

    @Override
    public void close() {
        process.close();
    }
}

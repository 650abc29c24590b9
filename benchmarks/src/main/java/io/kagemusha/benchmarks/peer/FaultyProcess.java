package io.kagemusha.benchmarks.peer;

import io.kagemusha.benchmarks.machine.Bench;
import io.kagemusha.benchmarks.machine.PinnedProcess;
import io.kagemusha.benchmarks.machine.Ports;
import io.kagemusha.benchmarks.peer.FaultyServer.Fault;
import java.io.IOException;

/**
 * A {@link FaultyServer} in a process to itself that gives way to load and origins, and costs nothing while it is paused.
 *
 * @param port on the loopback address
 */
public record FaultyProcess(Fault fault, int port, PinnedProcess process) implements AutoCloseable {

    /** Starts it and waits until it listens. */
    public static FaultyProcess start(Bench bench, Fault fault) throws IOException {
        int port = Ports.free();
        PinnedProcess process = bench.startInTheBackground(
                "faulty-" + fault, Bench.helper(FaultyServer.class.getName(), fault.name(), String.valueOf(port)));
        Ports.awaitOpen(port, process, "a server that " + fault);
        return new FaultyProcess(fault, port, process);
    }

    @Override
    public void close() {
        // What is paused hears nothing
        process.goOn();
        process.close();
    }
}

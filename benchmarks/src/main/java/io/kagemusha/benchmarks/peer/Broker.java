package io.kagemusha.benchmarks.peer;

import io.kagemusha.benchmarks.machine.Bench;
import io.kagemusha.benchmarks.machine.PinnedProcess;
import io.kagemusha.benchmarks.machine.Ports;
import java.io.IOException;

/** Kafka, beside what is measured: the embedded broker as a process of its own. */
public final class Broker implements AutoCloseable {

    private final int port;
    private final PinnedProcess process;

    private Broker(int port, PinnedProcess process) {
        this.port = port;
        this.process = process;
    }

    /** Starts a broker with an empty directory. */
    public static Broker start(Bench bench) throws IOException {
        int port = Ports.free();
        var jar = bench.home().resolve("standalone/target/kagemusha.jar");
        var data = bench.directory().resolve("broker-" + port);
        PinnedProcess process = bench.startBeside(
                "broker-" + port, Bench.jar(jar, "broker", "--port", String.valueOf(port), "--data", data.toString()));
        Ports.awaitOpen(port, process, "the broker");
        return new Broker(port, process);
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    @Override
    public void close() {
        process.close();
    }
}

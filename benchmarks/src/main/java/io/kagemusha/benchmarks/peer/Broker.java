package io.kagemusha.benchmarks.peer;

import io.kagemusha.benchmarks.machine.Bench;
import io.kagemusha.benchmarks.machine.PinnedProcess;
import io.kagemusha.benchmarks.machine.Ports;
import java.io.IOException;

/** Kafka, beside what is measured: the embedded broker as a process of its own. Used by one thread. */
public final class Broker implements AutoCloseable {

    private final Bench bench;
    private final int port;
    private PinnedProcess process;

    private Broker(Bench bench, int port) throws IOException {
        this.bench = bench;
        this.port = port;
        this.process = run(bench, port);
    }

    /** Starts a broker with an empty directory. */
    public static Broker start(Bench bench) throws IOException {
        return new Broker(bench, Ports.free());
    }

    private static PinnedProcess run(Bench bench, int port) throws IOException {
        var jar = bench.home().resolve("standalone/target/kagemusha.jar");
        var data = bench.directory().resolve("broker-" + port);
        PinnedProcess process = bench.startBeside(
                "broker-" + port, Bench.jar(jar, "broker", "--port", String.valueOf(port), "--data", data.toString()));
        Ports.awaitOpen(port, process, "the broker");
        return process;
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /** What runs it until it is stopped. */
    public PinnedProcess process() {
        return process;
    }

    /** Stops it, its data stay. */
    public void stop() {
        process.close();
    }

    /** Starts it again with its data. */
    public void startAgain() throws IOException {
        process = run(bench, port);
    }

    @Override
    public void close() {
        stop();
    }
}

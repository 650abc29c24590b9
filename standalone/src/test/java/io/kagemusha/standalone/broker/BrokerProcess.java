package io.kagemusha.standalone.broker;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.CountDownLatch;

/** A broker in a JVM of its own, which can be killed as nothing in this one can. */
final class BrokerProcess implements AutoCloseable {

    private final Process process;
    private final String bootstrapServers;

    private BrokerProcess(Process process, String bootstrapServers) {
        this.process = process;
        this.bootstrapServers = bootstrapServers;
    }

    static BrokerProcess start(Path dataDirectory, Path scratch) throws IOException {
        Path ready = Files.createTempDirectory(scratch, "process").resolve("ready");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        BrokerProcess.class.getName(),
                        dataDirectory.toString(),
                        ready.toString())
                .redirectErrorStream(true)
                .redirectOutput(ready.resolveSibling("log").toFile())
                .start();
        await().atMost(BrokerClient.TIMEOUT).until(() -> Files.exists(ready) || !process.isAlive());
        return new BrokerProcess(process, Files.readString(ready));
    }

    String bootstrapServers() {
        return bootstrapServers;
    }

    /** Sends SIGKILL and waits until the process is gone. */
    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    public static void main(String[] arguments) throws Exception {
        try (var broker = new EmbeddedBroker(BrokerOptions.keptIn(Path.of(arguments[0])))) {
            broker.start();
            Path ready = Path.of(arguments[1]);
            Path written = Files.writeString(ready.resolveSibling("written"), broker.bootstrapServers());
            Files.move(written, ready, StandardCopyOption.ATOMIC_MOVE);
            new CountDownLatch(1).await();
        }
    }
}

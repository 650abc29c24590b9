package io.kagemusha.standalone.broker;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.function.Consumer;
import kafka.server.KafkaConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real Kafka of one node, controller and broker, in this JVM. It can be stopped and started again on the same data
 * and port; several can run side by side. Topics have one replica, and none is made without being asked for. Properties
 * ({@code node.id}, {@code cluster.id}, {@code controller.quorum.voters}, {@code listeners}) make it a member of a cluster.
 *
 * <p>Safe for use by several threads: {@link #start()}, {@link #stop()} and {@link #close()} wait for one another.
 * Records that were acknowledged survive the end of the process, in whatever way it ends; as Kafka leaves syncing to the
 * operating system, the last ones may not survive the end of the machine. From the first start on, Kafka cannot end
 * this JVM any more, as it otherwise does when a disk fails: such failures are reported to the owner instead.
 */
public final class EmbeddedBroker implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedBroker.class);

    private final BrokerOptions options;
    private final Consumer<Throwable> onFailure;
    private @Nullable DataDirectory directory;
    private @Nullable KRaftNode node;
    private boolean closed;
    private volatile int port;

    /** A broker whose failures are only logged; nothing is opened before {@link #start()}. */
    public EmbeddedBroker(BrokerOptions options) {
        this(options, failure -> {});
    }

    /**
     * A broker that reports its failures; nothing is opened before {@link #start()}.
     *
     * @param onFailure told, at most once for each start, that the running broker is lost: its disk failed, its metadata
     *     cannot be written. Called on a thread of Kafka's, so it must not stop or close the broker itself, which
     *     is left for another thread to do
     */
    public EmbeddedBroker(BrokerOptions options, Consumer<Throwable> onFailure) {
        this.options = options;
        this.onFailure = onFailure;
        this.port = options.port();
    }

    /**
     * Starts the broker and blocks until it accepts requests: one to three seconds, two more when the last run on the
     * same data was killed, and as long as Kafka needs to check the logs which that run left open.
     *
     * @throws BrokerStartException when the port or the data directory cannot be used, or Kafka refuses to start;
     *     nothing is left running, and a further call may succeed
     * @throws IllegalStateException when it is started already, or closed
     */
    public synchronized void start() {
        if (closed || node != null) {
            throw new IllegalStateException("embedded broker: " + (closed ? "closed" : "started already"));
        }
        long startedNanos = System.nanoTime();
        requireFreePort();
        DataDirectory data = directory == null ? DataDirectory.of(options) : directory;
        directory = data;
        KafkaConfig config = configuration(data);
        data.open(config, options.properties().get(ServerProperties.CLUSTER_ID));
        try {
            node = run(config);
        } catch (Exception e) {
            // Kafka's Scala throws it undeclared, so that it cannot be caught by name.
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw new BrokerStartException("embedded broker: not started on " + data.path() + ": " + firstLine(e), e);
        } finally {
            if (node == null) {
                data.release();
            }
        }
        LOG.atInfo()
                .addKeyValue("bootstrapServers", bootstrapServers())
                .addKeyValue("dataDirectory", data.path())
                .addKeyValue("elapsedMillis", (System.nanoTime() - startedNanos) / 1_000_000)
                .log("embedded broker started");
    }

    /**
     * Stops the broker in order and blocks until its threads and files are released, normally less than a second, at
     * most some ten when it has failed. Clients get no answer until it is started again, on the same data and the same
     * port. Does nothing when it is not running.
     */
    public synchronized void stop() {
        KRaftNode running = node;
        if (running == null) {
            return;
        }
        node = null;
        try {
            release(running);
        } finally {
            if (directory != null) {
                directory.release();
            }
        }
        LOG.atInfo().addKeyValue("bootstrapServers", bootstrapServers()).log("embedded broker stopped");
    }

    /** Stops the broker as {@link #stop()} does and, if its data was not to be kept, deletes that. Further calls do nothing. */
    @Override
    public synchronized void close() {
        closed = true;
        try {
            stop();
        } finally {
            DataDirectory data = directory;
            directory = null;
            if (data != null) {
                data.discard();
            }
        }
    }

    /**
     * The address for clients, {@code host:port}; it stays the same from the first start on.
     *
     * @throws IllegalStateException when the port is to be a free one and none was bound yet
     */
    public String bootstrapServers() {
        return Utils.formatAddress(options.advertisedHost(), port());
    }

    /**
     * The port for clients; it stays the same from the first start on.
     *
     * @throws IllegalStateException when it is to be a free one and none was bound yet
     */
    public int port() {
        int bound = port;
        if (bound == 0) {
            throw new IllegalStateException("embedded broker: no port yet (expected: started once)");
        }
        return bound;
    }

    private void requireFreePort() {
        if (port == 0 || options.properties().containsKey("listeners")) {
            return;
        }
        String host = ServerProperties.boundHost(options.advertisedHost());
        // Kafka finds a taken port late, after a second of starting, and logs it with a stack trace.
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(host, port));
        } catch (IOException e) {
            throw new BrokerStartException(
                    "port: " + port + " on " + host + ": " + e.getMessage() + " (expected: a free port, or 0 for any)",
                    e);
        }
    }

    private KafkaConfig configuration(DataDirectory data) {
        try {
            return KafkaConfig.fromProps(ServerProperties.of(options, port, data), false);
        } catch (ConfigException | IllegalArgumentException e) {
            throw new BrokerStartException("server properties: " + e.getMessage(), e);
        }
    }

    private KRaftNode run(KafkaConfig config) throws Exception {
        KRaftNode starting = new KRaftNode(config);
        try {
            starting.start();
            port = starting.port();
        } catch (Throwable e) {
            release(starting);
            throw e;
        }
        var unused = starting.lost().thenAccept(this::fail);
        return starting;
    }

    private static void release(KRaftNode stopping) {
        // Kafka's log files close themselves when their thread is interrupted, and that counts as a failed disk.
        boolean interrupted = Thread.interrupted();
        try {
            stopping.stop();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void fail(Throwable fault) {
        LOG.atError().setCause(fault).log("embedded broker failed, it serves nothing until it is started again");
        try {
            onFailure.accept(fault);
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("whoever was to be told of the failed broker failed in turn");
        }
    }

    private static String firstLine(Exception e) {
        String message = e.getMessage() == null ? e.toString() : e.getMessage();
        return message.lines().findFirst().orElse(message);
    }
}

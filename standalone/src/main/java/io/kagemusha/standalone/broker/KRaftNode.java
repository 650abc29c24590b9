package io.kagemusha.standalone.broker;

import com.yammer.metrics.core.MetricName;
import com.yammer.metrics.core.MetricsRegistry;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.Server$;
import kafka.server.SharedServer;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.bootstrap.BootstrapDirectory;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble.VerificationFlag;
import org.apache.kafka.raft.QuorumConfig;
import org.apache.kafka.server.ServerSocketFactory;
import org.apache.kafka.server.metrics.KafkaYammerMetrics;

/**
 * One run of Kafka's controller and broker, put together as {@link KafkaRaftServer} does. That class is not used
 * itself: it hides the ports that were bound, wants the controller's in advance, and halts the JVM on a fault. Not
 * thread-safe, and stopped for good once stopped.
 */
final class KRaftNode {

    private static final Duration CONTROLLED_SHUTDOWN = Duration.ofSeconds(10);

    private final KafkaConfig config;
    private final Faults faults = new Faults();
    private final Set<MetricName> foreignMetrics;
    private final Metrics metrics;
    private final ControllerServer controller;
    private final BrokerServer broker;

    /** Reads what the data directory says of the node; opens nothing yet. */
    KRaftNode(KafkaConfig config) throws Exception {
        this.config = config;
        var directories = new MetaPropertiesEnsemble.Loader()
                .addMetadataLogDir(config.metadataLogDir())
                .addLogDirs(config.logDirs())
                .load();
        directories.verify(
                Optional.empty(),
                OptionalInt.of(config.nodeId()),
                EnumSet.of(VerificationFlag.REQUIRE_AT_LEAST_ONE_VALID, VerificationFlag.REQUIRE_METADATA_LOG_DIR));
        var bootstrap = new BootstrapDirectory(config.metadataLogDir()).read();
        var voters = new CompletableFuture<Map<Integer, InetSocketAddress>>();
        foreignMetrics =
                Set.copyOf(KafkaYammerMetrics.defaultRegistry().allMetrics().keySet());
        metrics = Server$.MODULE$.initializeMetrics(
                config, Time.SYSTEM, directories.clusterId().orElseThrow());
        var shared = new SharedServer(
                config, directories, Time.SYSTEM, metrics, voters, List.of(), faults, ServerSocketFactory.INSTANCE);
        controller = new ControllerServer(shared, KafkaRaftServer.configSchema(), bootstrap);
        broker = new BrokerServer(shared);
        var configuredVoters =
                QuorumConfig.parseVoterConnections(config.quorumConfig().voters());
        var unused = controller
                .socketServerFirstBoundPortFuture()
                .thenAccept(port -> voters.complete(withOwnPort(configuredVoters, port)));
    }

    /** Blocks until the broker accepts requests. On any exception the caller still has to {@link #stop()}. */
    void start() {
        faults.watch();
        controller.startup();
        broker.startup();
        if (faults.first().isDone()) {
            throw new IllegalStateException(
                    "Kafka failed while it started", faults.first().join());
        }
    }

    /** Completes, on a thread of Kafka's, if the node is lost before it is stopped. */
    CompletableFuture<Throwable> lost() {
        return faults.first();
    }

    /** The port that clients connect to, once started. */
    int port() {
        return broker.socketServer().boundPort(config.interBrokerListenerName());
    }

    /** Blocks until every thread and file of the node is released. */
    void stop() {
        faults.stopWatching();
        // The broker takes its leave from the controller, which therefore goes last.
        try {
            broker.shutdown(CONTROLLED_SHUTDOWN);
        } finally {
            controller.shutdown();
            metrics.close();
            forgetMetrics();
        }
    }

    /** Kafka leaves most of its gauges in a registry of the process, where they keep the node in memory for ever. */
    private void forgetMetrics() {
        MetricsRegistry registry = KafkaYammerMetrics.defaultRegistry();
        for (MetricName name : registry.allMetrics().keySet()) {
            if (!foreignMetrics.contains(name)) {
                registry.removeMetric(name);
            }
        }
    }

    private Map<Integer, InetSocketAddress> withOwnPort(Map<Integer, InetSocketAddress> voters, int controllerPort) {
        voters.computeIfPresent(
                config.nodeId(),
                (id, address) -> address.getPort() == 0
                        ? InetSocketAddress.createUnresolved(address.getHostString(), controllerPort)
                        : address);
        return voters;
    }
}

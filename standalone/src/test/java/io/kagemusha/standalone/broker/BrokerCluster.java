package io.kagemusha.standalone.broker;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/** Three brokers that are controllers too, each in a JVM of its own, which can be killed and started again. */
public final class BrokerCluster implements AutoCloseable {

    private static final int SIZE = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Path scratch;
    private final Map<Integer, Map<String, String>> properties = new HashMap<>();
    private final Map<Integer, BrokerProcess> running = new ConcurrentHashMap<>();
    private final String bootstrapServers;

    private BrokerCluster(Path scratch) {
        this.scratch = scratch;
        // Voters must be known before they start
        List<Integer> ports = FreePorts.find(2 * SIZE);
        String clusterId = Uuid.randomUuid().toString();
        String voters = IntStream.rangeClosed(1, SIZE)
                .mapToObj(node -> node + "@127.0.0.1:" + ports.get(SIZE + node - 1))
                .collect(Collectors.joining(","));
        for (int node = 1; node <= SIZE; node++) {
            int port = ports.get(node - 1);
            int controllerPort = ports.get(SIZE + node - 1);
            properties.put(node, properties(node, clusterId, voters, port, controllerPort));
        }
        bootstrapServers =
                ports.subList(0, SIZE).stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
    }

    /** Starts all three at once, as none is ready before two are there. Blocks until they are. */
    public static BrokerCluster start(Path scratch) {
        var cluster = new BrokerCluster(scratch);
        try {
            var starts = cluster.properties.keySet().stream()
                    .map(node -> CompletableFuture.runAsync(() -> cluster.startNode(node)))
                    .toList();
            CompletableFuture.allOf(starts.toArray(CompletableFuture[]::new)).join();
        } catch (CompletionException e) {
            cluster.close();
            throw e;
        }
        return cluster;
    }

    /** All of them, whether they run or not. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    public Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", bootstrapServers));
    }

    /** The node that leads the partition. */
    public int leaderOf(TopicPartition partition) throws Exception {
        try (Admin admin = admin()) {
            var topic = admin.describeTopics(List.of(partition.topic()))
                    .allTopicNames()
                    .get()
                    .get(partition.topic());
            return topic.partitions().get(partition.partition()).leader().id();
        }
    }

    /** Sends SIGKILL. */
    public void kill(int node) {
        BrokerProcess process = running.remove(node);
        if (process != null) {
            process.close();
        }
    }

    /** Starts one again that was killed. Blocks until it is ready. */
    public void startAgain(int node) {
        startNode(node);
    }

    /** Blocks until every replica of these topics is in sync. */
    public void awaitInSync(Collection<String> topics) {
        try (Admin admin = admin()) {
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> admin.describeTopics(topics).allTopicNames().get().values().stream()
                            .flatMap(topic -> topic.partitions().stream())
                            .allMatch(partition -> partition.isr().size() == SIZE));
        }
    }

    private void startNode(int node) {
        try {
            Path data = scratch.resolve("node-" + node);
            running.put(node, BrokerProcess.start(data, Files.createDirectories(scratch), properties.get(node)));
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    private static Map<String, String> properties(
            int node, String clusterId, String voters, int port, int controllerPort) {
        var all = new HashMap<String, String>();
        all.put("node.id", Integer.toString(node));
        all.put("cluster.id", clusterId);
        all.put("controller.quorum.voters", voters);
        all.put("listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
        all.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
        for (String topic : List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
            all.put(topic + ".replication.factor", Integer.toString(SIZE));
        }
        // A killed broker is noticed when its session is over
        all.put("broker.session.timeout.ms", "4000");
        all.put("broker.heartbeat.interval.ms", "500");
        all.put("default.replication.factor", Integer.toString(SIZE));
        for (String least : List.of(
                "min.insync.replicas", "transaction.state.log.min.isr", "share.coordinator.state.topic.min.isr")) {
            all.put(least, Integer.toString(SIZE - 1));
        }
        return all;
    }

    @Override
    public void close() {
        List.copyOf(running.keySet()).forEach(this::kill);
    }
}

package io.kagemusha.standalone.broker;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.common.utils.Utils;

/** The properties of Kafka's server: what one small node needs, then what the options hand through. */
final class ServerProperties {

    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "::1");

    /** Kafka's name for what stands in {@code meta.properties}; here it says what a new data directory is to have there. */
    static final String CLUSTER_ID = "cluster.id";

    private ServerProperties() {}

    /**
     * The properties for one run.
     *
     * @param port the port to bind, which need not be the one in the options; 0 takes a free one
     */
    static Properties of(BrokerOptions options, int port, DataDirectory directory) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("process.roles", "broker,controller");
        all.put("node.id", "1");
        all.put("log.dirs", directory.path().toString());
        network(all, options.advertisedHost(), port);
        topics(all);
        groups(all);
        resources(all);
        lifecycle(all, directory.leftByKilledBroker());
        all.putAll(options.properties());
        all.remove(CLUSTER_ID);
        // A port of 0 stands for the one that the controller gets: the voters are told when it has bound.
        all.putIfAbsent("controller.quorum.voters", all.get("node.id") + "@127.0.0.1:0");
        Properties properties = new Properties();
        properties.putAll(all);
        return properties;
    }

    /** The address that the broker listens on for clients that are told to connect to the given host. */
    static String boundHost(String advertisedHost) {
        return LOOPBACK.contains(advertisedHost) ? advertisedHost : "0.0.0.0";
    }

    private static void network(Map<String, String> all, String host, int port) {
        String bound = Utils.formatAddress(boundHost(host), port);
        all.put("listeners", "PLAINTEXT://" + bound + ",CONTROLLER://127.0.0.1:0");
        all.put("advertised.listeners", "PLAINTEXT://" + Utils.formatAddress(host, port));
        all.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        all.put("controller.listener.names", "CONTROLLER");
        all.put("inter.broker.listener.name", "PLAINTEXT");
    }

    private static void topics(Map<String, String> all) {
        all.put("auto.create.topics.enable", "false");
        all.put("default.replication.factor", "1");
        all.put("min.insync.replicas", "1");
        all.put("offsets.topic.replication.factor", "1");
        all.put("offsets.topic.num.partitions", "4");
        all.put("transaction.state.log.replication.factor", "1");
        all.put("transaction.state.log.min.isr", "1");
        all.put("transaction.state.log.num.partitions", "4");
        all.put("share.coordinator.state.topic.replication.factor", "1");
        all.put("share.coordinator.state.topic.min.isr", "1");
        all.put("share.coordinator.state.topic.num.partitions", "4");
    }

    private static void groups(Map<String, String> all) {
        all.put("group.initial.rebalance.delay.ms", "0");
        all.put("group.streams.initial.rebalance.delay.ms", "0");
        // Members learn of an assignment with a heartbeat; those of a few on one node cost nothing.
        for (String protocol : List.of("consumer", "streams")) {
            all.put("group." + protocol + ".heartbeat.interval.ms", "500");
            all.put("group." + protocol + ".min.heartbeat.interval.ms", "500");
        }
    }

    private static void resources(Map<String, String> all) {
        all.put("num.network.threads", "2");
        all.put("num.io.threads", "4");
        all.put("background.threads", "2");
        all.put("group.coordinator.threads", "1");
        // Segments of 128 MiB fill indexes of 256 and 384 KiB; Kafka would set aside 20 MiB for every partition.
        all.put("log.segment.bytes", Integer.toString(128 << 20));
        all.put("log.index.size.max.bytes", Integer.toString(512 << 10));
        all.put("log.cleaner.dedupe.buffer.size", Integer.toString(4 << 20));
        all.put("log.cleaner.io.buffer.size", Integer.toString(128 << 10));
        // Kafka writes and syncs an empty metadata record that often; one node has nobody to tell that it lives.
        all.put("metadata.max.idle.interval.ms", "5000");
    }

    private static void lifecycle(Map<String, String> all, boolean afterKill) {
        all.put("server.max.startup.time.ms", "120000");
        if (afterKill) {
            // The controller takes the killed broker for alive, and refuses this one, until its session is over.
            all.put("broker.session.timeout.ms", "2000");
            all.put("broker.heartbeat.interval.ms", "500");
        }
    }
}

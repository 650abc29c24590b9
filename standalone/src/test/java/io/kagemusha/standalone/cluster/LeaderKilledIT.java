package io.kagemusha.standalone.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kagemusha.common.configuration.Configuration;
import io.kagemusha.common.configuration.ConfigurationLoader;
import io.kagemusha.common.configuration.Part;
import io.kagemusha.common.hook.Hooks;
import io.kagemusha.comparer.ComparerWorker;
import io.kagemusha.proxy.ProxyNode;
import io.kagemusha.standalone.broker.BrokerCluster;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three brokers, three replicas; the leader of a partition is killed under load and comes back. */
class LeaderKilledIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** How long the load goes on before, without and after the leader; longer where a person runs it in earnest. */
    private static final Duration SPAN = Duration.ofSeconds(Integer.getInteger("kagemusha.test.seconds", 3));

    @TempDir
    private Path scratch;

    @Test
    void clientsNoticeNothingAndEachPairHasExactlyOneOutcome() throws Exception {
        try (var cluster = BrokerCluster.start(scratch);
                var backends = new TwoBackends()) {
            Configuration configuration = configuration(cluster, backends);
            var registry = new SimpleMeterRegistry();
            try (var worker = ComparerWorker.start(configuration, List.of(), registry);
                    var proxy = ProxyNode.start(configuration, Hooks.NONE, new SimpleMeterRegistry());
                    var load = Load.start(uri(proxy))) {
                // Given
                load.awaitAnswered(SPAN);
                int leader = cluster.leaderOf(new TopicPartition("shadow.requests", 0));

                // When
                cluster.kill(leader);
                load.awaitAnswered(SPAN);
                cluster.startAgain(leader);
                cluster.awaitInSync(List.of("shadow.requests", "shadow.responses", "shadow.outcomes"));
                load.awaitAnswered(SPAN);
                long answered = load.stop();

                // Then
                assertThat(load.errors()).isEmpty();
                await().atMost(PATIENCE)
                        .until(() -> worker.running() && proxy.counters().pairsCaptured() == answered);
                assertThat(proxy.counters().recordsDropped()).isZero();
                await().atMost(PATIENCE).until(proxy::balanced);
                var committed = new Committed(cluster.bootstrapServers());
                await().atMost(PATIENCE)
                        .pollInterval(Duration.ofSeconds(1))
                        .until(() -> committed.ids("shadow.outcomes").size() >= answered);
                assertThat(committed.ids("shadow.requests"))
                        .hasSize((int) answered)
                        .doesNotHaveDuplicates();
                assertThat(committed.ids("shadow.responses"))
                        .hasSize(2 * (int) answered)
                        .doesNotHaveDuplicates();
                assertThat(committed.ids("shadow.outcomes"))
                        .hasSize((int) answered)
                        .doesNotHaveDuplicates();
                assertThat(committed.outcomes("shadow.outcomes")).allMatch(outcome -> outcome.endsWith(" MISMATCH"));
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(registry.find("kagemusha.comparer.unaccounted")
                                        .gauges())
                                .hasSize(2)
                                .allSatisfy(gauge -> assertThat(gauge.value()).isZero()));
            }
        }
    }

    private static URI uri(ProxyNode proxy) {
        return URI.create("http://127.0.0.1:" + proxy.addresses().get(0).getPort() + "/");
    }

    private static Configuration configuration(BrokerCluster cluster, TwoBackends backends) throws Exception {
        String yaml = """
                listeners: [{ address: "127.0.0.1:0" }]
                %s
                kafka: { bootstrap.servers: "%s" }
                topics: { partitions: 3, replication: 3 }
                capture: { buffer: 64MiB }
                """.formatted(backends.yaml(), cluster.bootstrapServers());
        return ConfigurationLoader.parse(yaml, Path.of(""), Map.of(), Set.of(Part.PROXY, Part.KAFKA));
    }
}

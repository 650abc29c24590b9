package io.kagemusha.comparer;

import static org.assertj.core.api.Assertions.assertThat;

import io.kagemusha.common.configuration.Configuration;
import io.kagemusha.common.configuration.ConfigurationException;
import io.kagemusha.common.configuration.ConfigurationLoader;
import io.kagemusha.common.configuration.Part;
import io.kagemusha.comparer.metric.ComparerMetrics;
import io.kagemusha.comparer.publish.FailedRecords;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;

class StreamsPropertiesTest {

    private static final WorkerTopics.Found FOUND = new WorkerTopics.Found(1, 1 << 20, 1 << 20);

    @Test
    void namesTheGroupAfterTheTopicsUnlessItIsNamed() throws ConfigurationException {
        assertThat(new StreamsProperties(configuration("")).applicationId()).isEqualTo("shadow.comparer");
        assertThat(new StreamsProperties(configuration("  application.id: mine")).applicationId())
                .isEqualTo("mine");
    }

    @Test
    void handsKafkasPropertiesThrough() throws ConfigurationException {
        // When
        var properties = properties("  num.stream.threads: 7\n  max.poll.records: 5\n  producer.linger.ms: 3");

        // Then
        var config = new StreamsConfig(properties);
        assertThat(config.getInt(StreamsConfig.NUM_STREAM_THREADS_CONFIG)).isEqualTo(7);
        assertThat(config.getMainConsumerConfigs("g", "c", 0)).containsEntry("max.poll.records", "5");
        assertThat(config.getProducerConfigs("c")).containsEntry("linger.ms", "3");
    }

    @Test
    void letsATransactionOutlastComparisonsThatTakeSeconds() throws ConfigurationException {
        var config = new StreamsConfig(properties(""));

        assertThat(config.getProducerConfigs("c")).containsEntry("transaction.timeout.ms", 30_000);
    }

    @Test
    void keepsExactlyOnceWhateverTheProxysProducerIsToldInTheSamePlace() throws ConfigurationException {
        // When
        var properties = properties("""
                  processing.guarantee: at_least_once
                  acks: "1"
                  enable.idempotence: "false"
                  max.in.flight.requests.per.connection: "20"
                  isolation.level: read_uncommitted
                """);

        // Then
        var config = new StreamsConfig(properties);
        assertThat(config.getString(StreamsConfig.PROCESSING_GUARANTEE_CONFIG)).isEqualTo("exactly_once_v2");
        assertThat(config.getProducerConfigs("c")).doesNotContainKey("acks").containsEntry("enable.idempotence", true);
        assertThat(config.getMainConsumerConfigs("g", "c", 0)).containsEntry("isolation.level", "read_committed");
    }

    @Test
    void keepsTheProtocolWhoseConsumersCanBePaused() throws ConfigurationException {
        var config = new StreamsConfig(properties("  group.protocol: streams"));

        assertThat(config.getString(StreamsConfig.GROUP_PROTOCOL_CONFIG)).isEqualTo("classic");
    }

    @Test
    void handsStaticMembershipAndStandbyReplicasThrough() throws ConfigurationException {
        // When
        var properties = properties("  group.instance.id: worker-1\n  num.standby.replicas: 1");

        // Then
        var config = new StreamsConfig(properties);
        assertThat(config.getInt(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG)).isEqualTo(1);
        assertThat(config.getMainConsumerConfigs("g", "c", 1)).containsEntry("group.instance.id", "worker-1-1");
    }

    @Test
    void keepsAStaticMemberInItsGroupAtTheEnd() throws ConfigurationException {
        assertThat(new StreamsProperties(configuration("  group.instance.id: worker-1")).atEnd())
                .isEqualTo(GroupMembershipOperation.REMAIN_IN_GROUP);
        assertThat(new StreamsProperties(configuration("")).atEnd()).isEqualTo(GroupMembershipOperation.LEAVE_GROUP);
    }

    @Test
    void usesNoMoreThreadsThanThereArePartitions() throws ConfigurationException {
        assertThat(properties("")).containsEntry(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
    }

    @Test
    void takesTheWeightOfARecordFromTheProducersLimit() throws ConfigurationException {
        var limits = new StreamsProperties(configuration("  max.request.size: 100000")).limits(FOUND);
        assertThat(limits.changelogBytes()).isEqualTo(100_000);
        assertThat(limits.eventBytes()).isLessThan(100_000);
    }

    private static Properties properties(String kafka) throws ConfigurationException {
        var properties = new StreamsProperties(configuration(kafka));
        var metrics = new ComparerMetrics(new SimpleMeterRegistry());
        return properties.toProperties(
                FOUND, new FailedRecords.Target("dead-letters", properties.limits(FOUND), metrics));
    }

    private static Configuration configuration(String kafka) throws ConfigurationException {
        String yaml = "kafka:\n  bootstrap.servers: localhost:1\n" + kafka.stripTrailing() + "\n";
        return ConfigurationLoader.parse(yaml, Path.of(""), Map.of(), Set.of(Part.KAFKA));
    }
}

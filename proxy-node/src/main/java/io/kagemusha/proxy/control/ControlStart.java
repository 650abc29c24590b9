package io.kagemusha.proxy.control;

import io.kagemusha.common.configuration.Configuration;
import io.kagemusha.common.configuration.KafkaClientFaults;
import io.kagemusha.common.topic.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.jspecify.annotations.Nullable;

/**
 * What there is of a node's control before there is the node: it follows the changes already, so that the node need not
 * wait for Kafka once it could serve. Confined to the thread that starts the node.
 */
public final class ControlStart implements AutoCloseable {

    private final RunningConfiguration running;
    private final ChangeLog log;
    private final Topics topics;
    private final @Nullable ConfigTopic topic;

    private ControlStart(RunningConfiguration running, ChangeLog log, Topics topics, @Nullable ConfigTopic topic) {
        this.running = running;
        this.log = log;
        this.topics = topics;
        this.topic = topic;
    }

    /** What is wrong with the client properties of a node that follows changes, one line each. */
    public static List<String> faults(Configuration configuration) {
        Map<String, String> kafka = configuration.kafka();
        return Stream.<KafkaClientFaults.Client>of(
                        () -> new AdminClientConfig(kafka),
                        () -> new ConsumerConfig(ConfigClients.consumer(kafka)),
                        () -> new ProducerConfig(ConfigClients.producer(kafka)))
                .flatMap(client -> KafkaClientFaults.of(kafka, client).stream())
                .toList();
    }

    /**
     * Begins to follow the changes, where there is a Kafka. Returns at once.
     *
     * @param name the node's name in records
     */
    public static ControlStart begin(Configuration configuration, String name, MeterRegistry registry) {
        var running = new RunningConfiguration(configuration.proxy());
        var topics = Topics.of(configuration.topics());
        if (!configuration.kafka().containsKey(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG)) {
            return new ControlStart(running, new LocalChanges(), topics, null);
        }
        var records = new ConfigRecords(topics.config(), name);
        var topic = new ConfigTopic(configuration, records, running::apply, registry);
        return new ControlStart(running, new TopicChanges(configuration.kafka(), records), topics, topic);
    }

    /** The control of that node, which is not steered before {@link Control#begin}. */
    public Control of(ControlledNode node) {
        return new Control(node, running, log, topics, topic);
    }

    /** Follows no changes any more. Blocks, for two seconds at most. A second call does nothing. */
    @Override
    public void close() {
        if (topic != null) {
            topic.close();
        }
    }
}

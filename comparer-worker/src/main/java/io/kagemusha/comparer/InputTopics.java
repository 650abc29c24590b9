package io.kagemusha.comparer;

import io.kagemusha.common.process.FaultException;
import io.kagemusha.common.topic.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks whether requests and responses can be joined: both topics exist, and a request id has the same partition in both. */
final class InputTopics {

    private static final Logger LOG = LoggerFactory.getLogger(InputTopics.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final String APPEND_TIME = "LogAppendTime";

    private final Admin admin;
    private final Topics topics;

    InputTopics(Admin admin, Topics topics) {
        this.admin = admin;
        this.topics = topics;
    }

    /**
     * {@link #partitions}, asked again and again until the broker answers.
     *
     * @throws KafkaException when it refuses
     */
    int await() throws FaultException, InterruptedException {
        for (int attempt = 0; ; attempt++) {
            try {
                return partitions();
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof RetriableException)) {
                    throw new KafkaException(e.getCause());
                }
                if (attempt == 0) {
                    LOG.atWarn().addKeyValue("reason", e.getCause()).log("Kafka does not answer, waiting for it");
                }
                LockSupport.parkNanos(PAUSE.toNanos());
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
        }
    }

    /**
     * The number of partitions that each of the two has. Blocks for the broker's answer.
     *
     * @throws FaultException when they cannot be joined
     * @throws ExecutionException when the broker did not answer, or refused to
     */
    int partitions() throws FaultException, InterruptedException, ExecutionException {
        int requests = describe(topics.requests()).partitions().size();
        int responses = describe(topics.responses()).partitions().size();
        if (requests != responses) {
            throw new FaultException(topics.requests() + " has " + requests + " partitions, " + topics.responses() + " "
                    + responses + " (expected: the same number, or request ids cannot be joined)");
        }
        warnOfProducersTime();
        return requests;
    }

    private TopicDescription describe(String topic) throws FaultException, InterruptedException, ExecutionException {
        try {
            var descriptions =
                    admin.describeTopics(List.of(topic)).allTopicNames().get();
            return Objects.requireNonNull(descriptions.get(topic));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                throw new FaultException(
                        "topic " + topic + ": none (expected: to exist; kagemusha topics create makes it)", e);
            }
            throw e;
        }
    }

    /** Join timeouts run on the time of records: with the producers' clocks they would be as wrong as the worst of these. */
    private void warnOfProducersTime() throws InterruptedException, ExecutionException {
        var resources = List.of(
                new ConfigResource(ConfigResource.Type.TOPIC, topics.requests()),
                new ConfigResource(ConfigResource.Type.TOPIC, topics.responses()));
        Map<ConfigResource, Config> configs;
        try {
            configs = admin.describeConfigs(resources).all().get();
        } catch (ExecutionException e) {
            LOG.atDebug().setCause(e).log("cannot see the topics' settings");
            return;
        }
        configs.forEach((resource, config) -> {
            String type = config.get(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG).value();
            if (!APPEND_TIME.equals(type)) {
                LOG.atWarn()
                        .addKeyValue("topic", resource.name())
                        .addKeyValue(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, type)
                        .log("topic keeps the producers' times, join timeouts are only as right as their clocks");
            }
        });
    }
}

package io.kagemusha.comparer;

import io.kagemusha.common.configuration.Configuration;
import io.kagemusha.common.process.FaultException;
import io.kagemusha.common.topic.TopicCreator;
import io.kagemusha.common.topic.TopicException;
import io.kagemusha.common.topic.Topics;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sees to it that the topics are there and fit together, and finds out what the worker must know of them. */
final class WorkerTopics {

    private static final Logger LOG = LoggerFactory.getLogger(WorkerTopics.class);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** Kafka's own default, for where the worker may not look at settings. */
    private static final int DEFAULT_MESSAGE_BYTES = 1_048_588;

    private final Admin admin;
    private final Configuration configuration;
    private final Topics topics;
    private final WorkerRights rights;

    WorkerTopics(Admin admin, Configuration configuration, String group) {
        this.admin = admin;
        this.configuration = configuration;
        this.topics = Topics.of(configuration.topics());
        this.rights = new WorkerRights(admin, topics, group);
    }

    /**
     * What the worker must know.
     *
     * @param partitions how many requests and responses have each
     * @param inputBytes what a record of theirs may weigh
     * @param eventBytes what a mismatch, an outcome or a dead letter may weigh
     */
    record Found(int partitions, int inputBytes, int eventBytes) {}

    /**
     * Makes the topics that are missing, checks the others and the worker's rights; waits for Kafka as long as it does not answer.
     *
     * @throws FaultException when the topics do not fit together, a right is missing, or Kafka refuses
     */
    Found await() throws FaultException, InterruptedException {
        for (boolean first = true; ; first = false) {
            try {
                new TopicCreator(admin, ANSWER).create(configuration);
                rights.check();
                return find();
            } catch (TopicException | ExecutionException | TimeoutException e) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                if (!isUnanswered(e)) {
                    throw new FaultException(String.valueOf(e.getMessage()), e);
                }
                if (first) {
                    LOG.atWarn()
                            .addKeyValue(
                                    "bootstrapServers", configuration.kafka().get("bootstrap.servers"))
                            .log("Kafka does not answer, waiting for it");
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    /**
     * Makes a mismatch topic of whose name the worker learnt while it ran. Blocks.
     *
     * @return why Kafka refuses it; null when it is there
     * @throws KafkaException when Kafka does not answer or is in trouble, which costs the transaction
     */
    @Nullable
    String createMismatchTopic(String name) {
        try {
            new TopicCreator(admin, ANSWER).createMismatchTopic(configuration, name);
            return null;
        } catch (TopicException e) {
            if (isRefusal(e.getCause())) {
                return String.valueOf(e.getMessage());
            }
            throw new KafkaException(e.getMessage(), e);
        }
    }

    /** Whether it is this topic that Kafka will not have: refused credentials hinder everything, and the rest may pass. */
    private static boolean isRefusal(@Nullable Throwable cause) {
        return cause instanceof ApiException
                && !(cause instanceof RetriableException)
                && !(cause instanceof AuthenticationException);
    }

    private Found find() throws InterruptedException, ExecutionException, TimeoutException {
        var description = admin.describeTopics(List.of(topics.requests()))
                .allTopicNames()
                .get(ANSWER.toMillis(), TimeUnit.MILLISECONDS)
                .get(topics.requests());
        int partitions = description == null ? 1 : description.partitions().size();
        int inputs = Math.max(messageBytes(topics.requests()), messageBytes(topics.responses()));
        int events = Math.min(messageBytes(topics.outcomes()), messageBytes(topics.deadLetters()));
        boolean oneForAll = !topics.mismatches().contains("{");
        return new Found(partitions, inputs, oneForAll ? Math.min(events, messageBytes(topics.mismatches())) : events);
    }

    private int messageBytes(String topic) throws InterruptedException {
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try {
            Config config = admin.describeConfigs(List.of(resource))
                    .all()
                    .get(ANSWER.toMillis(), TimeUnit.MILLISECONDS)
                    .get(resource);
            var entry = config == null ? null : config.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
            return entry == null ? DEFAULT_MESSAGE_BYTES : Integer.parseInt(entry.value());
        } catch (ExecutionException | TimeoutException e) {
            LOG.atDebug().addKeyValue("topic", topic).setCause(e).log("cannot see the topic's settings");
            return DEFAULT_MESSAGE_BYTES;
        }
    }

    private static boolean isUnanswered(Exception failure) {
        Throwable cause = failure.getCause();
        return failure instanceof TimeoutException
                || cause instanceof TimeoutException
                || cause instanceof org.apache.kafka.common.errors.TimeoutException;
    }
}

package io.kagemusha.common.topic;

import static org.apache.kafka.common.config.TopicConfig.CLEANUP_POLICY_COMPACT;
import static org.apache.kafka.common.config.TopicConfig.CLEANUP_POLICY_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;

/**
 * A setting that an existing topic had better have.
 *
 * @param otherwise what happens where it has another
 */
record SettingCheck(String setting, String wanted, String otherwise) {

    static final SettingCheck TIMESTAMPS = new SettingCheck(
            MESSAGE_TIMESTAMP_TYPE_CONFIG,
            TopicPlan.LOG_APPEND_TIME,
            "or join timeouts depend on the clocks of the proxy nodes");

    /** With {@code delete}, alone or beside it, what is older than {@code retention.ms} goes. */
    static final SettingCheck COMPACTION = new SettingCheck(
            CLEANUP_POLICY_CONFIG,
            CLEANUP_POLICY_COMPACT,
            "or changes that were made at run time are lost after retention.ms");

    /**
     * What is to be said of that topic; nothing where it has the setting. Blocks up to the deadline.
     *
     * @throws TopicException when Kafka refuses or does not answer in time
     */
    Optional<String> warning(Admin admin, String topic, Deadline deadline) throws TopicException {
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try {
            var answers =
                    deadline.await(admin.describeConfigs(List.of(resource)).all());
            String found = answers.values().iterator().next().get(setting).value();
            return wanted.equals(found)
                    ? Optional.empty()
                    : Optional.of("topic " + topic + ": " + setting + " is " + found + " (expected: " + wanted + ", "
                            + otherwise + "; kafka-configs changes it)");
        } catch (ExecutionException e) {
            TopicException failure = AdminFailure.of("topic " + topic, "DescribeConfigs", e);
            if (e.getCause() instanceof AuthorizationException) {
                return Optional.of(failure.getMessage() + "; whether its " + setting + " is " + wanted + " is unknown");
            }
            throw failure;
        }
    }
}

package io.kagemusha.common.topic;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.TopicAuthorizationException;

/** Finds out before anything begins whether this process may do with its topics what it is going to. */
public final class TopicRights {

    private TopicRights() {}

    /**
     * Asks Kafka. Blocks up to the timeout.
     *
     * @param needed what is going to be done with which topic; each is there
     * @return in the order of {@code needed} a line for each right that is missing
     * @throws TopicException when Kafka does not answer in time, or does not tell
     */
    public static List<String> missing(Admin admin, Map<String, AclOperation> needed, Duration timeout)
            throws TopicException {
        var deadline = new Deadline(timeout);
        var options = new DescribeTopicsOptions().includeAuthorizedOperations(true);
        var answers = admin.describeTopics(needed.keySet(), options).topicNameValues();
        var missing = new ArrayList<String>();
        for (var right : needed.entrySet()) {
            String topic = "topic " + right.getKey();
            try {
                var answer = Objects.requireNonNull(answers.get(right.getKey()));
                Set<AclOperation> allowed = deadline.await(answer).authorizedOperations();
                // Brokers that are too old to say leave it open
                if (allowed != null && !allowed.contains(right.getValue())) {
                    missing.add(line(topic, right.getValue()));
                }
            } catch (ExecutionException e) {
                throw AdminFailure.of(topic, "Describe", e);
            }
        }
        return missing;
    }

    /**
     * Asks Kafka, as {@link #missing} does.
     *
     * @throws TopicException also when a right is missing
     */
    public static void require(Admin admin, Map<String, AclOperation> needed, Duration timeout) throws TopicException {
        List<String> missing = missing(admin, needed, timeout);
        if (!missing.isEmpty()) {
            throw new TopicException(
                    String.join("; ", missing) + ", see kafka-acls", new TopicAuthorizationException(needed.keySet()));
        }
    }

    /** Says which right is missing on what. */
    public static String line(String what, AclOperation operation) {
        return what + ": not allowed (expected: the right " + (operation == AclOperation.READ ? "Read" : "Write")
                + " on it)";
    }
}

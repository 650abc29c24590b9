package io.kagemusha.common.topic;

import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.TimeoutException;

/** Puts what Kafka answered into one line that says what to do. */
final class AdminFailure {

    private AdminFailure() {}

    /**
     * @param what the thing that Kafka was asked about
     * @param right the operation, as ACLs call it, that it needs
     */
    static TopicException of(String what, String right, ExecutionException failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        String text = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
        if (cause instanceof AuthorizationException) {
            return new TopicException(
                    what + ": not allowed (expected: the right " + right + " on it, see kafka-acls)", cause);
        }
        if (cause instanceof AuthenticationException) {
            return new TopicException("kafka: credentials refused (expected: valid ones), " + text, cause);
        }
        if (cause instanceof InvalidReplicationFactorException) {
            return new TopicException(
                    what + ": topics.replication is too high (expected: at most the number of brokers), " + text,
                    cause);
        }
        if (cause instanceof TimeoutException) {
            return new TopicException(
                    "kafka: no broker answers (expected: a reachable one in bootstrap.servers), " + text, cause);
        }
        return new TopicException(what + ": " + text, cause);
    }
}

package io.kagemusha.proxy.capture;

import io.kagemusha.common.topic.KafkaCause;
import io.kagemusha.common.topic.TopicException;
import io.kagemusha.proxy.capture.CaptureMetrics.DropReason;
import java.util.Collection;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Why Kafka did not take a record.
 *
 * @param line what is wrong and what to do, for a person
 */
record KafkaTrouble(DropReason reason, String line) {

    static KafkaTrouble of(Throwable failure) {
        if (failure instanceof TopicException) {
            Throwable cause = failure.getCause();
            return new KafkaTrouble(cause == null ? DropReason.TIMEOUT : reason(cause), firstLine(failure));
        }
        Throwable told = KafkaCause.of(failure);
        DropReason reason = reason(told);
        return new KafkaTrouble(reason, line(reason, told));
    }

    private static DropReason reason(Throwable failure) {
        if (failure instanceof TimeoutException || failure instanceof java.util.concurrent.TimeoutException) {
            return DropReason.TIMEOUT;
        }
        if (failure instanceof RecordTooLargeException) {
            return DropReason.TOO_LARGE;
        }
        if (failure instanceof AuthenticationException) {
            return DropReason.UNAUTHENTICATED;
        }
        if (failure instanceof AuthorizationException) {
            return DropReason.UNAUTHORIZED;
        }
        if (failure instanceof UnknownTopicOrPartitionException
                || failure instanceof UnknownTopicIdException
                || failure instanceof InvalidTopicException) {
            return DropReason.NO_TOPIC;
        }
        return failure instanceof InterruptException ? DropReason.STOPPED : DropReason.REFUSED;
    }

    private static String line(DropReason reason, Throwable failure) {
        return switch (reason) {
            case TIMEOUT -> "no answer (expected: a broker that leads the partition), " + firstLine(failure);
            case TOO_LARGE ->
                "a record is too large even without its body (expected: a larger max.message.bytes), "
                        + firstLine(failure);
            case UNAUTHENTICATED ->
                "credentials refused (expected: valid sasl or ssl properties under kafka), " + firstLine(failure);
            case UNAUTHORIZED ->
                "not allowed (expected: the rights Describe and Write" + topics(failure) + ", see kafka-acls)";
            case NO_TOPIC ->
                "a topic is gone (expected: it is made anew, or by kagemusha topics create), " + firstLine(failure);
            case REFUSED, BUFFER_FULL, EXCHANGE_DROPPED, STOPPED, UNREDACTED -> firstLine(failure);
        };
    }

    private static String topics(Throwable failure) {
        Collection<String> topics =
                failure instanceof TopicAuthorizationException refused ? refused.unauthorizedTopics() : null;
        return topics == null || topics.isEmpty() ? "" : " on " + String.join(", ", topics);
    }

    private static String firstLine(Throwable failure) {
        // Of an error the message may be the name of a class and no more
        String message = failure instanceof Error ? failure.toString() : failure.getMessage();
        return message == null
                ? failure.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
    }
}

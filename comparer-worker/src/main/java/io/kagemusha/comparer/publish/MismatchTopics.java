package io.kagemusha.comparer.publish;

import static java.util.Objects.requireNonNull;

import io.kagemusha.common.record.CloudEvent;
import io.kagemusha.common.topic.Topics;
import io.kagemusha.comparer.metric.ComparerMetrics;
import io.kagemusha.comparer.metric.DeadLetterReason;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.streams.processor.RecordContext;
import org.apache.kafka.streams.processor.TopicNameExtractor;
import org.jspecify.annotations.Nullable;

/**
 * Names the topic of a mismatch by its shadow and route, and sees to it that it exists before the first event goes there:
 * backends that were added at run time have topics too. An event whose topic cannot be goes to the dead letters, or one
 * record with names that nobody has would stop its partition. Safe for use by several threads.
 */
public final class MismatchTopics implements TopicNameExtractor<byte[], byte[]> {

    private final Topics topics;
    private final Creation creation;
    private final ComparerMetrics metrics;
    private final Set<String> existing = ConcurrentHashMap.newKeySet();

    /** Sees to it that a topic is there. */
    @FunctionalInterface
    public interface Creation {

        /**
         * Makes the topic where there is none; may block.
         *
         * @return why Kafka refuses it, one line; null when the topic is there
         * @throws org.apache.kafka.common.KafkaException when it may succeed later
         */
        @Nullable
        String create(String topic);
    }

    public MismatchTopics(Topics topics, Creation creation, ComparerMetrics metrics) {
        this.topics = topics;
        this.creation = creation;
        this.metrics = metrics;
    }

    @Override
    public String extract(byte[] key, byte[] value, RecordContext context) {
        String shadow = requireNonNull(CloudEvent.text(context.headers(), CloudEvent.BACKEND));
        String route = requireNonNull(CloudEvent.text(context.headers(), CloudEvent.ROUTE));
        String topic = topics.mismatches(shadow, route);
        if (existing.contains(topic)) {
            return topic;
        }
        String refusal = topics.admits(shadow, route)
                ? creation.create(topic)
                : "topic " + topic + ": not a name that a mismatch topic may have";
        if (refusal == null) {
            existing.add(topic);
            return topic;
        }
        LetterRecord.explain(context.headers(), DeadLetterReason.NO_TOPIC, refusal);
        metrics.deadLetter(DeadLetterReason.NO_TOPIC);
        return topics.deadLetters();
    }
}

package io.kagemusha.comparer.publish;

import io.kagemusha.common.record.CloudEvent;
import io.kagemusha.common.topic.Topics;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.kafka.streams.processor.RecordContext;
import org.apache.kafka.streams.processor.TopicNameExtractor;
import org.jspecify.annotations.Nullable;

/**
 * Names the topic of a mismatch by its shadow and route, and sees to it that it exists before the first event goes there:
 * backends that were added at run time have topics too. Safe for use by several threads.
 */
public final class MismatchTopics implements TopicNameExtractor<byte[], byte[]> {

    private final Topics topics;
    private final Consumer<String> create;
    private final Set<String> existing = ConcurrentHashMap.newKeySet();

    /**
     * @param create makes the topic of that name where there is none; may block
     */
    public MismatchTopics(Topics topics, Consumer<String> create) {
        this.topics = topics;
        this.create = create;
    }

    @Override
    public String extract(byte[] key, byte[] value, RecordContext context) {
        String topic = topics.mismatches(
                legal(CloudEvent.text(context.headers(), CloudEvent.BACKEND)),
                legal(CloudEvent.text(context.headers(), CloudEvent.ROUTE)));
        if (!existing.contains(topic)) {
            create.accept(topic);
            existing.add(topic);
        }
        return topic;
    }

    private static String legal(@Nullable String name) {
        return name == null ? "" : name.replaceAll("[^a-zA-Z0-9._-]", "_");
    }
}

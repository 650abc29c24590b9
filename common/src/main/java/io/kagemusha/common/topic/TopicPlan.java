package io.kagemusha.common.topic;

import static org.apache.kafka.common.config.TopicConfig.CLEANUP_POLICY_COMPACT;
import static org.apache.kafka.common.config.TopicConfig.CLEANUP_POLICY_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.MAX_MESSAGE_BYTES_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.RETENTION_MS_CONFIG;

import io.kagemusha.common.configuration.Configuration;
import io.kagemusha.common.configuration.ReplyMode;
import io.kagemusha.common.configuration.RouteSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.NewTopic;

/** The topics as a configuration wants them, by name. */
final class TopicPlan {

    static final String LOG_APPEND_TIME = "LogAppendTime";

    /** Long enough to repair a comparer over a night; what is compared is not needed any more. */
    private static final Duration CAPTURE_RETENTION = Duration.ofDays(1);

    /** Long enough for people to come back to what they saw last week. */
    private static final Duration RESULT_RETENTION = Duration.ofDays(14);

    /** Kafka's own default, {@code message.max.bytes} of a broker. */
    private static final int DEFAULT_MESSAGE_BYTES = 1_048_588;

    /** For what a record has beside bodies: heads, and names in record headers. */
    private static final int HEADS_BYTES = 256 << 10;

    private final Configuration configuration;
    private final Topics topics;
    private final Map<String, String> results;
    private final Map<String, NewTopic> planned = new LinkedHashMap<>();

    TopicPlan(Configuration configuration) {
        this.configuration = configuration;
        topics = Topics.of(configuration.topics());
        int captured = configuration.proxy().capture().maxBodyBytes();
        int inlined = configuration.compare().inlineBodyBytes();
        // A record may hold the body twice: the response's, and that of the request which munging made
        var capture = settings(CAPTURE_RETENTION, 2L * captured);
        capture.put(MESSAGE_TIMESTAMP_TYPE_CONFIG, LOG_APPEND_TIME);
        // An event holds the request's body and both responses', in Base64 where they are not text
        results = settings(RESULT_RETENTION, 4L * inlined);
        add(topics.requests(), capture);
        add(topics.responses(), capture);
        mismatchTopics().forEach(name -> add(name, results));
        add(topics.outcomes(), results);
        add(topics.deadLetters(), settings(RESULT_RETENTION, 2L * captured + HEADS_BYTES));
        planned.put(
                topics.config(),
                new NewTopic(topics.config(), 1, configuration.topics().replication())
                        .configs(Map.of(CLEANUP_POLICY_CONFIG, CLEANUP_POLICY_COMPACT)));
    }

    Topics topics() {
        return topics;
    }

    Set<String> names() {
        return planned.keySet();
    }

    NewTopic topic(String name) {
        return Objects.requireNonNull(planned.get(name), name);
    }

    /** The topic with another number of partitions than configured. */
    NewTopic topic(String name, int partitions) {
        NewTopic topic = topic(name);
        return new NewTopic(name, partitions, topic.replicationFactor()).configs(topic.configs());
    }

    /** A mismatch topic, whether it could be foreseen or not. */
    NewTopic mismatchTopic(String name) {
        var wanted = configuration.topics();
        return new NewTopic(name, wanted.partitions(), wanted.replication()).configs(results);
    }

    /** Whether the mismatch topics have names that only backends and routes can fill in, and none are configured. */
    boolean mismatchTopicsUnknown() {
        return mismatchTopics().isEmpty();
    }

    private Set<String> mismatchTopics() {
        var names = new TreeSet<String>();
        if (topics.mismatches("", "").equals(topics.mismatches())) {
            names.add(topics.mismatches());
            return names;
        }
        for (RouteSettings route : configuration.proxy().routes()) {
            for (String shadow : shadows(route)) {
                names.add(topics.mismatches(shadow, route.name()));
            }
        }
        return names;
    }

    private List<String> shadows(RouteSettings route) {
        var shadows = new ArrayList<>(route.backends());
        if (route.reply().mode() == ReplyMode.MASTER) {
            shadows.remove(configuration.proxy().master().name());
        }
        shadows.addAll(route.shadows());
        return shadows;
    }

    private void add(String name, Map<String, String> settings) {
        var wanted = configuration.topics();
        planned.put(name, new NewTopic(name, wanted.partitions(), wanted.replication()).configs(settings));
    }

    private static Map<String, String> settings(Duration retention, long bodyBytes) {
        var settings = new HashMap<String, String>();
        settings.put(RETENTION_MS_CONFIG, Long.toString(retention.toMillis()));
        long needed = bodyBytes + HEADS_BYTES;
        if (needed > DEFAULT_MESSAGE_BYTES) {
            settings.put(MAX_MESSAGE_BYTES_CONFIG, Long.toString(needed));
        }
        return settings;
    }
}

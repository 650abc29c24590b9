package io.kagemusha.comparer;

import io.kagemusha.common.admin.Administration;
import io.kagemusha.common.configuration.Configuration;
import io.kagemusha.common.yaml.Suggestion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/** Whether a worker can start by a configuration, as far as that is told without asking anybody on the network. */
public final class ComparerCheck {

    /** What stands before a property that is for some of the clients of Kafka Streams alone, or for its topics. */
    private static final List<String> PREFIXES = List.of(
            StreamsConfig.MAIN_CONSUMER_PREFIX,
            StreamsConfig.RESTORE_CONSUMER_PREFIX,
            StreamsConfig.GLOBAL_CONSUMER_PREFIX,
            StreamsConfig.CONSUMER_PREFIX,
            StreamsConfig.PRODUCER_PREFIX,
            StreamsConfig.ADMIN_CLIENT_PREFIX);

    private ComparerCheck() {}

    /** What is wrong with what the configuration names, one line each; reads its files. */
    public static List<String> faults(Configuration configuration) {
        var faults = new ArrayList<>(Administration.faults(configuration.admin()));
        if (configuration.kafka().containsKey(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG)) {
            faults.addAll(StreamsProperties.faults(configuration));
        }
        return faults;
    }

    /**
     * The properties under {@code kafka} that no client of Kafka and nothing of Kafka Streams knows, one line each: those of
     * a plugin, or misspelt.
     */
    public static List<String> unknownProperties(Map<String, String> kafka) {
        Set<String> known = known();
        return kafka.keySet().stream()
                .filter(name -> !known.contains(withoutPrefix(name)) && !name.startsWith(StreamsConfig.TOPIC_PREFIX))
                .sorted()
                .map(name -> {
                    String near = Suggestion.nearest(withoutPrefix(name), known);
                    return "kafka." + name + ": nothing of Kafka knows it"
                            + (near == null ? "" : " (did you mean '" + near + "'?)");
                })
                .toList();
    }

    private static String withoutPrefix(String name) {
        return PREFIXES.stream()
                .filter(name::startsWith)
                .findFirst()
                .map(prefix -> name.substring(prefix.length()))
                .orElse(name);
    }

    private static Set<String> known() {
        var names = new TreeSet<String>();
        Stream.of(
                        ProducerConfig.configNames(),
                        ConsumerConfig.configNames(),
                        AdminClientConfig.configNames(),
                        StreamsConfig.configDef().names())
                .forEach(names::addAll);
        return names;
    }
}

package io.kagemusha.common.configuration;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The whole configuration: valid, complete with defaults, immutable.
 *
 * @param kafka Kafka client properties as given, handed through; {@code bootstrap.servers} among them
 * @param hookJars jars that hold hooks, in order
 */
public record Configuration(
        ProxySettings proxy,
        Map<String, String> kafka,
        TopicSettings topics,
        CompareSettings compare,
        List<Path> hookJars,
        AdminSettings admin) {

    public Configuration {
        kafka = Map.copyOf(kafka);
        hookJars = List.copyOf(hookJars);
    }
}

package io.kagemusha.common.configuration;

import java.util.Map;

/**
 * The whole configuration: valid, complete with defaults, immutable.
 *
 * @param kafka Kafka client properties as given, handed through; {@code bootstrap.servers} among them
 */
public record Configuration(
        ProxySettings proxy,
        Map<String, String> kafka,
        TopicSettings topics,
        CompareSettings compare,
        HookSettings hooks,
        AdminSettings admin) {

    public Configuration {
        kafka = Map.copyOf(kafka);
    }
}

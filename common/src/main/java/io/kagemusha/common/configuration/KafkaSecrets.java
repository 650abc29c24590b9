package io.kagemusha.common.configuration;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;

/** Which Kafka properties must not be shown. */
final class KafkaSecrets {

    static final String MASK = "********";

    /** What the names of secrets contain, those of plugins too, of which Kafka's clients know nothing. */
    private static final List<String> WORDS = List.of("password", "passphrase", "secret", "credential");

    /** What Kafka's clients themselves never show. */
    private static final Set<String> PASSWORDS =
            List.of(ProducerConfig.configDef(), ConsumerConfig.configDef(), AdminClientConfig.configDef()).stream()
                    .flatMap(definition -> definition.configKeys().values().stream())
                    .filter(key -> key.type == ConfigDef.Type.PASSWORD)
                    .map(key -> key.name)
                    .collect(Collectors.toUnmodifiableSet());

    private KafkaSecrets() {}

    /** The value, or the mask where the property holds a credential or a key. */
    static String shown(String property, String value) {
        String name = property.toLowerCase(Locale.ROOT);
        return isPassword(name) || name.endsWith(".key") || WORDS.stream().anyMatch(name::contains) ? MASK : value;
    }

    /** Whether it is one of Kafka's, by its own name or after a prefix for some of the clients. */
    private static boolean isPassword(String name) {
        return PASSWORDS.stream().anyMatch(password -> name.equals(password) || name.endsWith("." + password));
    }
}

package io.kagemusha.common.configuration;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigException;

/** What Kafka's clients say of properties that they refuse, in the words of configuration files. */
public final class KafkaClientFaults {

    private static final Pattern MESSAGE =
            Pattern.compile("Invalid value .* for configuration (?<name>[a-z.]+)(: (?<expected>.*))?", Pattern.DOTALL);

    /** Makes what a client would make of its properties first. */
    @FunctionalInterface
    public interface Client {
        void configure() throws ConfigException;
    }

    private KafkaClientFaults() {}

    /** One line where the client refuses, else none. */
    public static List<String> of(Map<String, String> kafka, Client client) {
        try {
            client.configure();
            return List.of();
        } catch (ConfigException e) {
            String message = String.valueOf(e.getMessage());
            var matcher = MESSAGE.matcher(message);
            String name = matcher.matches() ? matcher.group("name") : "";
            String value = kafka.get(name);
            if (value == null) {
                return List.of("kafka: " + message);
            }
            String expected = matcher.group("expected") == null ? "another value" : matcher.group("expected");
            return List.of("kafka." + name + ": " + Secrets.shown(name, value) + " (expected: " + expected + ")");
        }
    }
}

package io.kagemusha.common.configuration;

import io.kagemusha.common.yaml.Section;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/** Reads {@code kafka}, whose properties are Kafka's own and handed through. */
final class KafkaReader {

    private static final String BOOTSTRAP_SERVERS = "bootstrap.servers";
    private static final String SERVERS_EXPECTED = "host:port, several separated by commas";
    private static final Pattern SERVER =
            Pattern.compile("\\s*([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]):(?<port>[0-9]{1,5})\\s*");

    private static final List<ConfigDef> CLIENTS =
            List.of(ProducerConfig.configDef(), ConsumerConfig.configDef(), AdminClientConfig.configDef());

    private KafkaReader() {}

    static Map<String, String> read(Section section, boolean required) {
        Map<String, String> properties = section.flattened();
        properties.forEach((name, value) -> {
            if (!name.equals(BOOTSTRAP_SERVERS) && !value.isEmpty()) {
                check(section, name, value);
            }
        });
        String servers = properties.get(BOOTSTRAP_SERVERS);
        if (servers == null && required) {
            section.fault(BOOTSTRAP_SERVERS, "none", SERVERS_EXPECTED);
        } else if (servers != null && !isServers(servers)) {
            section.fault(BOOTSTRAP_SERVERS, servers, SERVERS_EXPECTED);
        }
        return properties;
    }

    /**
     * Whether the value is of the property's type. Which values there are depends on the client, so that is left to it, and so
     * are classes; of a name that no client knows, nothing is known.
     */
    private static void check(Section section, String name, String value) {
        for (ConfigDef client : CLIENTS) {
            ConfigDef.ConfigKey key = client.configKeys().get(name);
            if (key != null && key.type != ConfigDef.Type.CLASS) {
                checkType(section, key, value);
                return;
            }
        }
    }

    private static void checkType(Section section, ConfigDef.ConfigKey key, String value) {
        try {
            ConfigDef.parseType(key.name, value, key.type);
        } catch (ConfigException e) {
            String expected = switch (key.type) {
                case BOOLEAN -> "true or false";
                case SHORT, INT, LONG -> "a whole number";
                case DOUBLE -> "a number";
                case STRING, LIST, PASSWORD, CLASS -> "a text";
            };
            section.fault(key.name, Secrets.shown(key.name, value), expected);
        }
    }

    private static boolean isServers(String text) {
        return Pattern.compile(",").splitAsStream(text).allMatch(KafkaReader::isServer) && !text.endsWith(",");
    }

    private static boolean isServer(String text) {
        var matcher = SERVER.matcher(text);
        if (!matcher.matches()) {
            return false;
        }
        int port = Integer.parseInt(matcher.group("port"));
        return port > 0 && port <= 0xffff;
    }
}

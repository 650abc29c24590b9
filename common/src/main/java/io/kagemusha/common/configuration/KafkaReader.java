package io.kagemusha.common.configuration;

import io.kagemusha.common.yaml.Section;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads {@code kafka}, whose properties are Kafka's own and handed through. */
final class KafkaReader {

    private static final String BOOTSTRAP_SERVERS = "bootstrap.servers";
    private static final String SERVERS_EXPECTED = "host:port, several separated by commas";
    private static final Pattern SERVER = Pattern.compile("\\s*([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]):[0-9]{1,5}\\s*");

    private KafkaReader() {}

    static Map<String, String> read(Section section, boolean required) {
        Map<String, String> properties = section.flattened();
        String servers = properties.get(BOOTSTRAP_SERVERS);
        if (servers == null && required) {
            section.fault(BOOTSTRAP_SERVERS, "none", SERVERS_EXPECTED);
        } else if (servers != null && !isServers(servers)) {
            section.fault(BOOTSTRAP_SERVERS, servers, SERVERS_EXPECTED);
        }
        return properties;
    }

    private static boolean isServers(String text) {
        return Pattern.compile(",").splitAsStream(text).allMatch(SERVER.asMatchPredicate()) && !text.endsWith(",");
    }
}

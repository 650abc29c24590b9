package io.kagemusha.common.configuration;

import io.kagemusha.common.yaml.Section;
import io.kagemusha.common.yaml.ValueType;
import java.util.Set;

/** Reads {@code topics}. */
final class TopicReader {

    /** Kafka allows 249 characters; what the prefix leaves is for the names after it. */
    private static final ValueType<String> PREFIX = ValueType.text(
            "at most 100 letters, digits, '.', '_' and '-'", text -> text.matches("[A-Za-z0-9._-]{0,100}"));

    private static final ValueType<String> MISMATCHES = ValueType.text(
            "letters, digits, '.', '_' and '-', with {backend} or {route} where their names shall stand",
            text -> text.matches("([A-Za-z0-9._-]|\\{backend}|\\{route}){1,100}"));

    private static final ValueType<Integer> PARTITIONS = ValueType.wholeNumber(1, 10_000);
    private static final ValueType<Integer> REPLICATION = ValueType.wholeNumber(1, Short.MAX_VALUE);
    private static final int KAFKA_NAME_LENGTH = 249;
    private static final Set<String> TAKEN = Set.of("requests", "responses", "outcomes", "dead-letters", "config");

    private TopicReader() {}

    /** @param proxy whose backends and routes name the mismatch topics, where these are a template */
    static TopicSettings read(Section section, ProxySettings proxy) {
        var defaults = TopicSettings.DEFAULT;
        var settings = new TopicSettings(
                section.get("prefix", PREFIX, defaults.prefix()),
                section.get("mismatches", MISMATCHES, defaults.mismatches()),
                section.get("partitions", PARTITIONS, defaults.partitions()),
                section.get("replication", REPLICATION, (int) defaults.replication())
                        .shortValue());
        check(section, settings, settings.mismatches());
        for (RouteSettings route : proxy.routes()) {
            for (String backend : route.backends()) {
                String name =
                        settings.mismatches().replace("{backend}", backend).replace("{route}", route.name());
                check(section, settings, name);
            }
        }
        return settings;
    }

    private static void check(Section section, TopicSettings settings, String mismatches) {
        if (TAKEN.contains(mismatches)) {
            section.fault("mismatches", mismatches, "a name that no other topic has");
        }
        String topic = settings.prefix() + mismatches;
        if (topic.length() > KAFKA_NAME_LENGTH || topic.equals(".") || topic.equals("..")) {
            section.fault("mismatches", topic, "a name that Kafka allows for a topic");
        }
    }
}

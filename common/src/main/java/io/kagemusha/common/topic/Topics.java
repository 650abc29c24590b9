package io.kagemusha.common.topic;

import io.kagemusha.common.configuration.TopicSettings;
import java.util.List;

/** The names of the topics. */
public record Topics(
        String requests, String responses, String mismatches, String outcomes, String deadLetters, String config) {

    private static final int LONGEST_NAME = 249;

    public static Topics of(TopicSettings settings) {
        String prefix = settings.prefix();
        return new Topics(
                prefix + "requests",
                prefix + "responses",
                prefix + settings.mismatches(),
                prefix + "outcomes",
                prefix + "dead-letters",
                prefix + "config");
    }

    /** Whether the mismatches of that backend and route can have a topic: Kafka allows its name, and no other topic has it. */
    public boolean admits(String backend, String route) {
        String wanted = mismatches(backend, route);
        return wanted.length() <= LONGEST_NAME
                && !List.of(requests, responses, outcomes, deadLetters, config).contains(wanted);
    }

    /** The mismatch topic of one backend and route; names may hold letters, digits, {@code . _ -}. */
    public String mismatches(String backend, String route) {
        return mismatches.replace("{backend}", backend).replace("{route}", route);
    }
}

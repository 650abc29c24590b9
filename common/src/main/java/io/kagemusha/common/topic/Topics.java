package io.kagemusha.common.topic;

import io.kagemusha.common.configuration.TopicSettings;

/** The names of the topics. */
public record Topics(
        String requests, String responses, String mismatches, String outcomes, String deadLetters, String config) {

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

    /** The mismatch topic of one backend and route; names may hold letters, digits, {@code . _ -}. */
    public String mismatches(String backend, String route) {
        return mismatches.replace("{backend}", backend).replace("{route}", route);
    }
}

package io.kagemusha.common.topic;

import java.util.List;

/**
 * What became of the topics.
 *
 * @param created names of those that were made
 * @param existing names of those that were there
 * @param warnings one line for each thing about the existing ones that somebody should change
 */
public record TopicReport(List<String> created, List<String> existing, List<String> warnings) {

    public TopicReport {
        created = List.copyOf(created);
        existing = List.copyOf(existing);
        warnings = List.copyOf(warnings);
    }
}

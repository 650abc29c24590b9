package io.kagemusha.standalone.mismatch;

import io.kagemusha.common.configuration.TopicSettings;
import io.kagemusha.common.topic.Topics;
import java.util.regex.Pattern;

/** Which topics hold events, as patterns of their names. */
public final class EventTopics {

    private static final String ANY_NAME = "\\E[A-Za-z0-9._-]+\\Q";

    private EventTopics() {}

    /** Every topic that the template of the mismatch topics can name. */
    public static Pattern mismatches(TopicSettings settings) {
        String template = Topics.of(settings).mismatches();
        return Pattern.compile(
                Pattern.quote(template).replace("{backend}", ANY_NAME).replace("{route}", ANY_NAME));
    }

    /** The topic of outcomes. */
    public static Pattern outcomes(TopicSettings settings) {
        return Pattern.compile(Pattern.quote(Topics.of(settings).outcomes()));
    }
}

package io.kagemusha.standalone.mismatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.kagemusha.common.configuration.TopicSettings;
import org.junit.jupiter.api.Test;

class EventTopicsTest {

    @Test
    void findsEveryTopicThatTheTemplateCanName() {
        // Given
        var settings = new TopicSettings("acme.", "diffs.{backend}.of-{route}", 1, (short) 1);

        // When
        var topics = EventTopics.mismatches(settings).asMatchPredicate();

        // Then
        assertThat(topics).accepts("acme.diffs.staging.of-reads", "acme.diffs.eu-1.b.of-default");
        assertThat(topics).rejects("acme.outcomes", "acmeXdiffs.staging.of-reads", "acme.diffs.staging.of-");
    }

    @Test
    void findsTheOneTopicOfPlainName() {
        // When
        var topics = EventTopics.mismatches(TopicSettings.DEFAULT).asMatchPredicate();

        // Then
        assertThat(topics).accepts("shadow.mismatches");
        assertThat(topics).rejects("shadow.mismatches.more", "shadow_mismatches");
    }
}

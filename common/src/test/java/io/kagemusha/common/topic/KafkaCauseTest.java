package io.kagemusha.common.topic;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class KafkaCauseTest {

    @Test
    void looksBehindAnExceptionThatSaysNothing() {
        var refusal = new ClusterAuthorizationException("Cluster authorization failed.");

        assertThat(KafkaCause.of(new KafkaException("error state", new KafkaException("again", refusal))))
                .isSameAs(refusal);
    }

    @Test
    void takesAnExceptionThatSaysWhatHappenedForItself() {
        var late = new TimeoutException("not within 60 s", new IllegalStateException("metadata"));

        assertThat(KafkaCause.of(late)).isSameAs(late);
        assertThat(KafkaCause.of(new KafkaException("closed"))).hasMessage("closed");
    }
}

package io.kagemusha.proxy.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.kagemusha.proxy.capture.CaptureMetrics.DropReason;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.junit.jupiter.api.Test;

class KafkaTroubleTest {

    @Test
    void aProducerThatWasRefusedStaysUnauthorized() {
        var later = new KafkaException(
                "Cannot execute transactional method because we are in an error state",
                new ClusterAuthorizationException("Cluster authorization failed."));

        KafkaTrouble trouble = KafkaTrouble.of(later);

        assertThat(trouble.reason()).isEqualTo(DropReason.UNAUTHORIZED);
        assertThat(trouble.line()).startsWith("not allowed");
    }

    @Test
    void tellsWhichErrorItWas() {
        var failure = new KafkaException("Failed to construct kafka producer", new NoClassDefFoundError("com/Zstd"));

        KafkaTrouble trouble = KafkaTrouble.of(failure);

        assertThat(trouble.reason()).isEqualTo(DropReason.REFUSED);
        assertThat(trouble.line()).isEqualTo("java.lang.NoClassDefFoundError: com/Zstd");
    }
}

package io.kagemusha.comparer.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.kagemusha.comparer.Pipeline;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class FailedRecordsTest {

    @Test
    void arePutAsideAndThePartitionGoesOn() {
        var broken = new AtomicBoolean(true);
        var setup = new Pipeline.Setup().inlineBytes(() -> {
            if (broken.get()) {
                throw new IllegalStateException("a fault of our own");
            }
            return 100;
        });
        try (var pipeline = new Pipeline(setup)) {
            // Given
            pipeline.pipeMismatch("1");
            broken.set(false);

            // When
            pipeline.pipeMismatch("2");

            // Then
            assertThat(pipeline.verdicts()).containsExactly("2/staging MISMATCH");
            assertThat(pipeline.read(Pipeline.TOPICS.deadLetters()))
                    .singleElement()
                    .satisfies(letter -> {
                        assertThat(Pipeline.text(letter.headers()
                                        .lastHeader("dead-letter-reason")
                                        .value()))
                                .isEqualTo("failed");
                        assertThat(Pipeline.text(letter.headers()
                                        .lastHeader("dead-letter-error")
                                        .value()))
                                .contains("a fault of our own");
                        assertThat(letter.value()).isNotEmpty();
                    });
            assertThat(pipeline.count("dead.letters", "reason", "failed")).isEqualTo(1);
        }
    }
}

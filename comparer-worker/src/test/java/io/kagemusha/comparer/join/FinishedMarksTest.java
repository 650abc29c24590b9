package io.kagemusha.comparer.join;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;

class FinishedMarksTest {

    private final FinishedMarks marks = new FinishedMarks(2);
    private final List<String> forgotten = new ArrayList<>();

    @Test
    void forgetsThoseWhoseTimeHasCome() {
        // Given
        add("a", 1);
        add("b", 2);

        // When
        int early = marks.forgetBefore(2, this::forget);

        // Then
        assertThat(forgotten).containsExactly("a");
        assertThat(early).isZero();
    }

    @Test
    void forgetsTheFirstOfTooManyAndSaysHowMany() {
        // Given
        for (String key : List.of("a", "b", "c", "d")) {
            add(key, 5);
        }

        // When
        int early = marks.forgetBefore(0, this::forget);

        // Then
        assertThat(forgotten).containsExactly("a", "b");
        assertThat(early).isEqualTo(2);
    }

    @Test
    void forgetsInOrderWhatWasFoundInAny() {
        // Given
        add("late", 9);
        add("early", 1);
        marks.sort();

        // When
        marks.forgetBefore(5, this::forget);

        // Then
        assertThat(forgotten).containsExactly("early");
        assertThat(marks.latest()).isEqualTo(9);
    }

    private void add(String key, long finishedAt) {
        marks.add(Bytes.wrap(key.getBytes(UTF_8)), finishedAt);
    }

    private void forget(Bytes key) {
        forgotten.add(new String(key.get(), UTF_8));
    }
}

package io.kagemusha.comparer.join;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StreamClockTest {

    private final AtomicLong monotonicMillis = new AtomicLong(5_000);
    private final StreamClock clock = new StreamClock(monotonicMillis::get, 100);

    @Test
    void goesWithTheRecords() {
        // When
        clock.onRecord(true, 250);

        // Then
        assertThat(clock.now()).isEqualTo(250);
    }

    @Test
    void neverGoesBackWhenTheBrokersClockDoes() {
        // Given
        clock.onRecord(true, 3_600_000);

        // When
        clock.onRecord(true, 1);

        // Then
        assertThat(clock.now()).isEqualTo(3_600_000);
    }

    @Test
    void goesOnByTheTimeForWhichNothingIsProvenToBeLeftUnread() {
        // Given
        clock.onRecord(true, 1_000);

        // When
        clock.onProof(5_400);

        // Then
        assertThat(clock.now()).isEqualTo(1_400);
    }

    @Test
    void takesNothingFromAProofThatIsOlderThanAnyReading() {
        // Given
        monotonicMillis.set(6_000);
        clock.onRecord(true, 1_000);

        // When
        clock.onProof(4_999);

        // Then
        assertThat(clock.now()).isEqualTo(1_000);
    }

    @Test
    void doesNotCountTheSameIdleTimeTwice() {
        // Given
        clock.onRecord(true, 1_000);
        clock.onProof(5_400);

        // When
        clock.onProof(5_500);

        // Then
        assertThat(clock.now()).isEqualTo(1_500);
    }

    @Test
    void letsOnlyThatTimePassUpToWhichBothTopicsHaveBeenRead() {
        // Given
        clock.onRecord(true, 9_000);

        // When
        clock.onRecord(false, 2_000);

        // Then
        assertThat(clock.now()).isEqualTo(9_000);
        assertThat(clock.passed()).isEqualTo(2_000);
    }

    @Test
    void letsTimePassByProofWhereOneTopicIsSilentAndTheOtherIsNot() {
        // Given
        clock.onRecord(true, 1_000);
        monotonicMillis.set(6_000);
        clock.onProof(5_500);
        clock.onRecord(true, 2_000);
        monotonicMillis.set(7_000);
        clock.onRecord(true, 3_000);

        // When
        clock.onProof(6_500);

        // Then
        assertThat(clock.passed()).isEqualTo(2_500);
    }
}

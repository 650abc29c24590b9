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
        clock.onRecord(250);

        // Then
        assertThat(clock.now()).isEqualTo(250);
    }

    @Test
    void neverGoesBackWhenTheBrokersClockDoes() {
        // Given
        clock.onRecord(3_600_000);

        // When
        clock.onRecord(1);

        // Then
        assertThat(clock.now()).isEqualTo(3_600_000);
    }

    @Test
    void goesOnByTheTimeForWhichNothingIsProvenToBeLeftUnread() {
        // Given
        clock.onRecord(1_000);

        // When
        clock.onProof(5_400);

        // Then
        assertThat(clock.now()).isEqualTo(1_400);
    }

    @Test
    void takesNothingFromAProofThatIsOlderThanTheLastRecord() {
        // Given
        monotonicMillis.set(6_000);
        clock.onRecord(1_000);

        // When
        clock.onProof(5_999);

        // Then
        assertThat(clock.now()).isEqualTo(1_000);
    }

    @Test
    void doesNotCountTheSameIdleTimeTwice() {
        // Given
        clock.onRecord(1_000);
        clock.onProof(5_400);

        // When
        clock.onProof(5_500);

        // Then
        assertThat(clock.now()).isEqualTo(1_500);
    }
}

package io.kagemusha.standalone.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.kagemusha.common.exchange.Outcome;
import io.kagemusha.standalone.mismatch.OutcomeCounts;
import io.kagemusha.standalone.mismatch.OutcomeEvent;
import io.kagemusha.standalone.mismatch.Side;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SummaryTest {

    @Test
    void putsEveryOutcomeWhereItBelongs() {
        // Given
        var outcomes = new OutcomeCounts();
        add(outcomes, Outcome.MATCH, 1);
        add(outcomes, Outcome.MATCH_AFTER_RULES, 2);
        add(outcomes, Outcome.MISMATCH, 4);
        add(outcomes, Outcome.SHADOW_FAILED, 8);
        add(outcomes, Outcome.REPLY_FAILED, 16);
        add(outcomes, Outcome.UNCOMPARABLE, 32);
        add(outcomes, Outcome.SHED, 64);
        add(outcomes, Outcome.UNJOINED, 128);

        // When
        String line = Summary.of(300, outcomes, 9).toString();

        // Then
        assertThat(line)
                .isEqualTo(
                        "summary: exchanges=300 compared=7 match=3 mismatch=4 failed=56 shed=64 unjoined=128 dropped=9");
    }

    private static void add(OutcomeCounts outcomes, Outcome outcome, int times) {
        for (int i = 0; i < times; i++) {
            outcomes.add(new OutcomeEvent(
                    Instant.EPOCH, "GET /" + i, outcome, "", new Side("old", 200, 1), new Side("new", 200, 1)));
        }
    }
}

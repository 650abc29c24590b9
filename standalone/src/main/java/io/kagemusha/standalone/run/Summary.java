package io.kagemusha.standalone.run;

import io.kagemusha.common.exchange.Outcome;
import io.kagemusha.standalone.mismatch.OutcomeCounts;

/**
 * What became of everything that one process proxied.
 *
 * @param exchanges requests that the proxy answered
 * @param match pairs of response and reference without differences, or with none that no rule accepts
 * @param mismatch pairs with differences
 * @param failed pairs that could not be compared because one of the two failed, or for another reason
 * @param shed pairs whose shadow was not asked, to protect something
 * @param unjoined pairs of which records did not arrive
 * @param dropped pairs of which no record was taken by Kafka
 */
public record Summary(long exchanges, long match, long mismatch, long failed, long shed, long unjoined, long dropped) {

    static Summary of(long exchanges, OutcomeCounts outcomes, long dropped) {
        return new Summary(
                exchanges,
                outcomes.of(Outcome.MATCH) + outcomes.of(Outcome.MATCH_AFTER_RULES),
                outcomes.of(Outcome.MISMATCH),
                outcomes.of(Outcome.SHADOW_FAILED)
                        + outcomes.of(Outcome.REPLY_FAILED)
                        + outcomes.of(Outcome.UNCOMPARABLE),
                outcomes.of(Outcome.SHED),
                outcomes.of(Outcome.UNJOINED),
                dropped);
    }

    /** Pairs of which both responses were looked at. */
    public long compared() {
        return match + mismatch;
    }

    /** The line that a process ends with. */
    @Override
    public String toString() {
        return "summary: exchanges=%d compared=%d match=%d mismatch=%d failed=%d shed=%d unjoined=%d dropped=%d"
                .formatted(exchanges, compared(), match, mismatch, failed, shed, unjoined, dropped);
    }
}

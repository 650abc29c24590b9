package io.kagemusha.comparer.publish;

import io.kagemusha.common.exchange.Comparison;
import io.kagemusha.common.exchange.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * The verdict on one pair.
 *
 * @param reason one line; empty for the outcomes of a comparison, which speaks for itself
 * @param comparison null when nothing was compared
 */
public record Judgement(
        Outcome outcome, String reason, @Nullable Comparison comparison) {

    /** A verdict without a comparison. */
    public static Judgement of(Outcome outcome, String reason) {
        return new Judgement(outcome, reason, null);
    }

    /** The verdict that follows from a comparison as it stands. */
    public static Judgement of(Comparison comparison) {
        return new Judgement(comparison.outcome(), "", comparison);
    }
}

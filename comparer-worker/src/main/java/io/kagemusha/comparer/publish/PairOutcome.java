package io.kagemusha.comparer.publish;

import org.jspecify.annotations.Nullable;

/**
 * The outcome of one (exchange, shadow) pair with all that events tell of it.
 *
 * @param signature groups mismatches that have the same fault; null where there is no mismatch
 */
public record PairOutcome(
        ExchangeHead exchange,
        Side reference,
        Side shadow,
        Judgement judgement,
        @Nullable String signature) {}

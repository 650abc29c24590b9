package io.kagemusha.comparer.compare;

import io.kagemusha.common.exchange.Comparison;

/** What became of comparing two responses. */
public sealed interface Verdict {

    /** They were compared. */
    record Compared(Comparison comparison) implements Verdict {}

    /**
     * What is known of them does not tell whether they differ.
     *
     * @param reason one line for a person
     */
    record Uncomparable(String reason) implements Verdict {}
}

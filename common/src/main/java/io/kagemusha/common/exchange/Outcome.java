package io.kagemusha.common.exchange;

/** The one verdict on one (exchange, shadow) pair. */
public enum Outcome {
    /** No difference. */
    MATCH,
    /** Differences, each of which a rule accepts. */
    MATCH_AFTER_RULES,
    /** At least one difference is left after the rules. */
    MISMATCH,
    /** The shadow gave no complete response. */
    SHADOW_FAILED,
    /** The reference itself is no complete response. */
    REPLY_FAILED,
    /** The shadow was not asked, to protect something. */
    SHED,
    /** A record did not arrive within the join timeout. */
    UNJOINED,
    /** Both are there, but cannot be compared. */
    UNCOMPARABLE
}

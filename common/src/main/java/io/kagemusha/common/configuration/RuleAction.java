package io.kagemusha.common.configuration;

import java.math.BigDecimal;
import java.time.Duration;

/** What a rule does about the places that it names. */
public sealed interface RuleAction {

    /** Any difference there, or below it, is accepted. */
    record Ignore() implements RuleAction {}

    /** The array there is compared without regard to order. */
    record Unordered() implements RuleAction {}

    /** The elements of the array there are matched by the value of one of their members. */
    record KeyBy(String member) implements RuleAction {}

    /** Numbers may be apart by up to {@code within}, inclusive. */
    record TolerateNumber(BigDecimal within) implements RuleAction {}

    /** RFC 3339 times, HTTP dates or epoch seconds or milliseconds may be apart by up to {@code within}, inclusive. */
    record TolerateTime(Duration within) implements RuleAction {}

    /** Any UUID equals any other. */
    record AnyUuid() implements RuleAction {}

    /** Values of the same JSON type, below too, are equal. */
    record SameShape() implements RuleAction {}
}

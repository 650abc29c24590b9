package io.kagemusha.comparer.compare.rule;

import io.kagemusha.common.configuration.RuleAction;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Pattern;

/** Whether two single values, as text, are as good as equal to a tolerating action. */
final class Tolerance {

    private static final int UUID_LENGTH = 36;
    private static final Pattern UUID = Pattern.compile("[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private Tolerance() {}

    /** Whether {@code action} allows the shadow's value in the place of the reference's. */
    static boolean accepts(RuleAction action, String reference, String shadow) {
        if (action instanceof RuleAction.TolerateNumber number) {
            return near(number.within(), reference, shadow);
        }
        if (action instanceof RuleAction.TolerateTime time) {
            return near(time.within(), reference, shadow);
        }
        return action instanceof RuleAction.AnyUuid && isUuid(reference) && isUuid(shadow);
    }

    /** Whether {@code value} is of the kind that {@code action} tolerates. */
    static boolean concerns(RuleAction action, String value) {
        if (action instanceof RuleAction.TolerateNumber) {
            return Numbers.parse(value) != null;
        }
        if (action instanceof RuleAction.TolerateTime) {
            return Timestamp.parse(value) != null;
        }
        return action instanceof RuleAction.AnyUuid && isUuid(value);
    }

    private static boolean near(BigDecimal within, String reference, String shadow) {
        BigDecimal a = Numbers.parse(reference);
        BigDecimal b = Numbers.parse(shadow);
        return a != null && b != null && a.subtract(b).abs().compareTo(within) <= 0;
    }

    private static boolean near(Duration within, String reference, String shadow) {
        Timestamp a = Timestamp.parse(reference);
        Timestamp b = Timestamp.parse(shadow);
        return a != null
                && b != null
                && a.format() == b.format()
                && Duration.between(a.instant(), b.instant()).abs().compareTo(within) <= 0;
    }

    private static boolean isUuid(String value) {
        return value.length() == UUID_LENGTH && UUID.matcher(value).matches();
    }
}

package io.kagemusha.common.configuration;

import io.kagemusha.common.yaml.DurationText;
import io.kagemusha.common.yaml.Section;
import io.kagemusha.common.yaml.ValueType;
import java.math.BigDecimal;
import java.time.Duration;

/** Reads the {@code action} of a rule, with the keys that belong to it, and refuses those that do not. */
final class RuleActionReader {

    private static final ValueType<Name> ACTION = ValueType.oneOf(Name.class);

    private static final ValueType<String> MEMBER =
            ValueType.text("the name of a member of the array's elements", text -> !text.isEmpty());

    private static final ValueType<BigDecimal> AMOUNT = ValueType.of(
            "a number of at least 0, such as 0.01",
            text -> text.matches("[0-9]{1,30}(\\.[0-9]{1,30})?") ? new BigDecimal(text) : null);

    private static final ValueType<Duration> SPAN = DurationText.from(Duration.ZERO, Duration.ofDays(100));

    private RuleActionReader() {}

    private enum Name {
        IGNORE,
        UNORDERED,
        KEY_BY,
        TOLERATE_NUMBER,
        TOLERATE_TIME,
        ANY_UUID,
        SAME_SHAPE
    }

    static RuleAction read(Section section) {
        Name action = section.require("action", ACTION, Name.IGNORE);
        String name = ValueType.nameOf(action);
        boolean aboutArrays = action == Name.UNORDERED || action == Name.KEY_BY;
        if (aboutArrays) {
            refuse(section, "headers", "no headers, " + name + " is about arrays in paths");
        }
        if (action != Name.IGNORE) {
            refuse(section, "status", "no status, which can only be ignored");
        }
        if (action != Name.KEY_BY) {
            refuse(section, "key", "no key, which belongs to key-by");
        }
        if (action != Name.TOLERATE_NUMBER && action != Name.TOLERATE_TIME) {
            refuse(section, "within", "no within, which belongs to tolerate-number and tolerate-time");
        }
        return switch (action) {
            case IGNORE -> new RuleAction.Ignore();
            case UNORDERED -> new RuleAction.Unordered();
            case KEY_BY -> new RuleAction.KeyBy(section.require("key", MEMBER, "id"));
            case TOLERATE_NUMBER -> new RuleAction.TolerateNumber(section.require("within", AMOUNT, BigDecimal.ZERO));
            case TOLERATE_TIME -> new RuleAction.TolerateTime(section.require("within", SPAN, Duration.ZERO));
            case ANY_UUID -> new RuleAction.AnyUuid();
            case SAME_SHAPE -> new RuleAction.SameShape();
        };
    }

    private static void refuse(Section section, String key, String expected) {
        if (section.has(key)) {
            section.fault(key, "given", expected);
        }
    }
}

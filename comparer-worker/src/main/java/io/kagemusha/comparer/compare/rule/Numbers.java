package io.kagemusha.comparer.compare.rule;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Decimal numbers of a size that can be calculated with. */
final class Numbers {

    private static final int MAX_LENGTH = 400;
    private static final int MAX_SCALE = 1000;

    private Numbers() {}

    /** The number that {@code text} is, or null when it is none, or one of a hostile magnitude. */
    static @Nullable BigDecimal parse(String text) {
        if (text.isEmpty() || text.length() > MAX_LENGTH || !startsLikeNumber(text)) {
            return null;
        }
        try {
            var number = new BigDecimal(text);
            // Subtracting 1 from 1e1000000000 would write out a thousand million digits
            return Math.abs((long) number.scale()) > MAX_SCALE ? null : number;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static boolean startsLikeNumber(String text) {
        char c = text.charAt(0);
        return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.';
    }
}

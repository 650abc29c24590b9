package io.kagemusha.common.yaml;

import java.math.BigDecimal;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Shares as they are written: {@code 25%} or {@code 0.25}. */
public final class ShareText {

    private static final Pattern FORM = Pattern.compile("(?<number>[0-9]{1,9}(\\.[0-9]{1,9})?)(?<percent>%)?");
    private static final int PERCENT_DIGITS = 2;

    /** Shares from nothing to all. */
    public static final ValueType<Double> TYPE = ValueType.of("a share from 0% to 100%", ShareText::parse);

    private ShareText() {}

    private static @Nullable Double parse(String text) {
        var matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        var number = new BigDecimal(matcher.group("number"));
        var share = matcher.group("percent") == null ? number : number.movePointLeft(PERCENT_DIGITS);
        return share.compareTo(BigDecimal.ONE) > 0 ? null : (Double) share.doubleValue();
    }

    /** The text as percent. */
    public static String format(double share) {
        return BigDecimal.valueOf(share)
                        .movePointRight(PERCENT_DIGITS)
                        .stripTrailingZeros()
                        .toPlainString()
                + "%";
    }
}

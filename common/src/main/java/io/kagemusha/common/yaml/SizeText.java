package io.kagemusha.common.yaml;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Numbers of bytes as they are written: {@code 64KiB}, {@code 2MiB}, {@code 1GiB}, or plain {@code 4096}. */
public final class SizeText {

    private static final Pattern FORM = Pattern.compile("(?<amount>[0-9]{1,9})(?<unit>KiB|MiB|GiB)?");

    private SizeText() {}

    /** Sizes within both bounds, inclusive. */
    public static ValueType<Long> from(long min, long max) {
        return ValueType.of("a size from " + format(min) + " to " + format(max) + ", such as 64KiB, 2MiB", text -> {
            Long size = parse(text);
            return size == null || size < min || size > max ? null : size;
        });
    }

    private static @Nullable Long parse(String text) {
        var matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        long amount = Long.parseLong(matcher.group("amount"));
        String unit = matcher.group("unit");
        if (unit == null) {
            return amount;
        }
        return switch (unit) {
            case "KiB" -> amount << 10;
            case "MiB" -> amount << 20;
            default -> amount << 30;
        };
    }

    /** The text with the largest unit that loses nothing. */
    public static String format(long bytes) {
        if (bytes == 0 || bytes % (1 << 10) != 0) {
            return Long.toString(bytes);
        }
        if (bytes % (1 << 20) != 0) {
            return (bytes >> 10) + "KiB";
        }
        return bytes % (1 << 30) == 0 ? (bytes >> 30) + "GiB" : (bytes >> 20) + "MiB";
    }
}

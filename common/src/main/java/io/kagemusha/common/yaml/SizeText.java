package io.kagemusha.common.yaml;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Numbers of bytes as they are written: {@code 64KiB}, {@code 2MiB}, {@code 1GiB}, {@code 1TiB}, or plain {@code 4096}. */
public final class SizeText {

    private static final Pattern FORM = Pattern.compile("(?<amount>[0-9]{1,18})(?<unit>KiB|MiB|GiB|TiB)?");

    private static final List<String> UNITS = List.of("KiB", "MiB", "GiB", "TiB");

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
        int shift = unit == null ? 0 : 10 * (1 + UNITS.indexOf(unit));
        return amount > Long.MAX_VALUE >> shift ? null : amount << shift;
    }

    /** The text with the largest unit that loses nothing. */
    public static String format(long bytes) {
        int thousands = bytes == 0 ? 0 : Math.min(Long.numberOfTrailingZeros(bytes) / 10, UNITS.size());
        return (bytes >> (10 * thousands)) + (thousands == 0 ? "" : UNITS.get(thousands - 1));
    }
}

package io.kagemusha.common.yaml;

import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Durations as they are written: {@code 500ms}, {@code 15s}, {@code 2m}, {@code 1h}. */
public final class DurationText {

    private static final Pattern FORM = Pattern.compile("(?<amount>[0-9]{1,12})(?<unit>ms|s|m|h)");

    private DurationText() {}

    /** Durations within both bounds, inclusive. */
    public static ValueType<Duration> from(Duration min, Duration max) {
        return ValueType.of(
                "a duration from " + format(min) + " to " + format(max) + ", such as 500ms, 15s, 2m", text -> {
                    Duration duration = parse(text);
                    return duration == null || duration.compareTo(min) < 0 || duration.compareTo(max) > 0
                            ? null
                            : duration;
                });
    }

    private static @Nullable Duration parse(String text) {
        var matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        long amount = Long.parseLong(matcher.group("amount"));
        return switch (matcher.group("unit")) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
        };
    }

    /** The text with the largest unit that loses nothing; what is finer than milliseconds is lost. */
    public static String format(Duration duration) {
        long millis = duration.toMillis();
        if (millis == 0) {
            return "0s";
        }
        if (millis % 1000 != 0) {
            return millis + "ms";
        }
        long seconds = millis / 1000;
        if (seconds % 60 != 0) {
            return seconds + "s";
        }
        return seconds % 3600 == 0 ? seconds / 3600 + "h" : seconds / 60 + "m";
    }
}

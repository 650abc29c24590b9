package io.kagemusha.standalone.command;

import io.kagemusha.common.yaml.DurationText;
import io.kagemusha.common.yaml.ValueType;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Durations as in the configuration: {@code 500ms 15s 2m}. */
final class DurationConverter implements ITypeConverter<Duration> {

    private static final ValueType<Duration> TYPE = DurationText.from(Duration.ZERO, Duration.ofDays(365));

    @Override
    public Duration convert(String text) {
        Duration duration = TYPE.parser().parse(text);
        if (duration == null) {
            throw new TypeConversionException(text + " (expected: " + TYPE.expected() + ")");
        }
        return duration;
    }
}

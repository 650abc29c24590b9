package io.kagemusha.common.process;

import io.kagemusha.common.yaml.DurationText;
import io.kagemusha.common.yaml.ValueType;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a jar that runs one kind of server process is told: a few options, of which each has its value after a space or a
 * {@code =}.
 *
 * @param stopAfter null to serve until the process is told to end
 */
record ServerArguments(Path config, @Nullable Duration stopAfter) {

    static final String USAGE = " --config FILE [--stop-after TIME] | --help | --version";

    private static final ValueType<Duration> TIME = DurationText.from(Duration.ZERO, Duration.ofDays(365));

    /** @throws IllegalArgumentException naming the argument that is wrong */
    static ServerArguments parse(String[] arguments) {
        Path config = null;
        Duration stopAfter = null;
        Deque<String> left = new ArrayDeque<>(List.of(arguments));
        while (!left.isEmpty()) {
            String argument = left.pop();
            int equals = argument.startsWith("--") ? argument.indexOf('=') : -1;
            String option = equals < 0 ? argument : argument.substring(0, equals);
            if (!option.equals("--config") && !option.equals("--stop-after")) {
                throw new IllegalArgumentException(argument + ": unknown (expected: --config or --stop-after)");
            }
            if (equals < 0 && left.isEmpty()) {
                throw new IllegalArgumentException(option + ": no value (expected: one after it)");
            }
            String value = equals < 0 ? left.pop() : argument.substring(equals + 1);
            boolean given = option.equals("--config") ? config != null : stopAfter != null;
            if (given) {
                throw new IllegalArgumentException(option + ": given twice (expected: once)");
            }
            if (option.equals("--config")) {
                config = path(value);
            } else {
                stopAfter = time(value);
            }
        }
        if (config == null) {
            throw new IllegalArgumentException("--config: none (expected: the configuration, a YAML file)");
        }
        return new ServerArguments(config, stopAfter);
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("--config: " + text + " (expected: a path)", e);
        }
    }

    private static Duration time(String text) {
        Duration time = TIME.parser().parse(text);
        if (time == null) {
            throw new IllegalArgumentException("--stop-after: " + text + " (expected: " + TIME.expected() + ")");
        }
        return time;
    }
}

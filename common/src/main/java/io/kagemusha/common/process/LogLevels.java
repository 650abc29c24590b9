package io.kagemusha.common.process;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The environment variables that say how much is logged, which Logback reads by itself. */
public final class LogLevels {

    private static final List<String> VARIABLES = List.of("KAGEMUSHA_LOG_LEVEL", "ROOT_LOG_LEVEL");
    private static final List<String> LEVELS = List.of("OFF", "ERROR", "WARN", "INFO", "DEBUG", "TRACE");

    private LogLevels() {}

    /** What is wrong with them, one line each: Logback takes what it does not know for {@code DEBUG}. */
    public static List<String> faults(Map<String, String> environment) {
        return VARIABLES.stream()
                .filter(environment::containsKey)
                .map(name -> Map.entry(name, String.valueOf(environment.get(name))))
                .filter(given -> !LEVELS.contains(given.getValue().toUpperCase(Locale.ROOT)))
                .map(given -> given.getKey() + ": " + given.getValue() + " (expected: one of "
                        + String.join(", ", LEVELS) + ")")
                .toList();
    }
}

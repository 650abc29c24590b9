package io.kagemusha.common.yaml;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a scalar must be.
 *
 * @param expected how a fault says so, to follow "expected:"
 * @param candidates the values that there are, for suggestions; empty where they cannot be listed
 */
public record ValueType<T>(String expected, Parser<T> parser, List<String> candidates) {

    /** Any text. */
    public static final ValueType<String> TEXT = of("a text", text -> text);

    /** {@code true} or {@code false}; none of the other ways in which YAML 1.1 says so. */
    public static final ValueType<Boolean> FLAG =
            of("true or false", text -> text.equals("true") ? Boolean.TRUE : text.equals("false") ? false : null);

    /** Reads one value. */
    @FunctionalInterface
    public interface Parser<T> {

        /** The value, or null where the text is none. */
        @Nullable
        T parse(String text);
    }

    public ValueType {
        candidates = List.copyOf(candidates);
    }

    public static <T> ValueType<T> of(String expected, Parser<T> parser) {
        return new ValueType<>(expected, parser, List.of());
    }

    /** Texts that meet a condition. */
    public static ValueType<String> text(String expected, Predicate<String> condition) {
        return of(expected, text -> condition.test(text) ? text : null);
    }

    /** Whole numbers, both bounds inclusive. */
    public static ValueType<Integer> wholeNumber(int min, int max) {
        return of("a whole number from " + min + " to " + max, text -> {
            if (!text.matches("-?[0-9]{1,10}")) {
                return null;
            }
            long number = Long.parseLong(text);
            return number >= min && number <= max ? (int) number : null;
        });
    }

    /** The names of an enum's constants, in lower case and with hyphens. */
    public static <E extends Enum<E>> ValueType<E> oneOf(Class<E> type) {
        E[] constants = type.getEnumConstants();
        var names = Arrays.stream(constants).map(ValueType::nameOf).toList();
        return new ValueType<>(
                "one of " + String.join(", ", names),
                text -> names.contains(text) ? constants[names.indexOf(text)] : null,
                names);
    }

    /** Names of things that are defined elsewhere. */
    public static ValueType<String> reference(String expected, Collection<String> names) {
        return new ValueType<>(expected, text -> names.contains(text) ? text : null, List.copyOf(names));
    }

    /** How {@link #oneOf} calls a constant. */
    public static String nameOf(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

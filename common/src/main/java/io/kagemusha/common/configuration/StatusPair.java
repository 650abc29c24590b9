package io.kagemusha.common.configuration;

import io.kagemusha.common.yaml.ValueType;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A pattern of the statuses of two responses: {@code 200 -> 302}, {@code 404 -> 4xx}, {@code * -> 304}.
 *
 * @param reference three digits of which the last ones may be {@code x}, or {@code *}
 * @param shadow the same
 */
public record StatusPair(String reference, String shadow) {

    static final ValueType<StatusPair> TYPE = ValueType.of(
            "statuses of the reference and of the shadow, such as 200 -> 302, 404 -> 4xx or * -> 304",
            StatusPair::parse);

    private static final Pattern TEXT =
            Pattern.compile("(?<reference>[1-5](?:\\d\\d|\\dx|xx)|\\*) *-> *(?<shadow>[1-5](?:\\d\\d|\\dx|xx)|\\*)");

    private static @Nullable StatusPair parse(String text) {
        var matcher = TEXT.matcher(text);
        return matcher.matches() ? new StatusPair(matcher.group("reference"), matcher.group("shadow")) : null;
    }

    /** Whether it fits the statuses of two responses. */
    public boolean matches(int referenceStatus, int shadowStatus) {
        return matches(reference, referenceStatus) && matches(shadow, shadowStatus);
    }

    private static boolean matches(String pattern, int status) {
        if (pattern.equals("*")) {
            return true;
        }
        String text = Integer.toString(status);
        boolean matches = text.length() == pattern.length();
        for (int i = 0; matches && i < pattern.length(); i++) {
            matches = pattern.charAt(i) == 'x' || pattern.charAt(i) == text.charAt(i);
        }
        return matches;
    }

    @Override
    public String toString() {
        return reference + " -> " + shadow;
    }
}

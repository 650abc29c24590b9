package io.kagemusha.common.http;

import java.util.stream.Collectors;

/** What RFC 9110, 5.1 and 5.5 allow in a field name and a field value. */
public final class FieldSyntax {

    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

    private FieldSyntax() {}

    /** Whether {@code text} is a token (RFC 9110, 5.6.2): a method or a field name. */
    public static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean alphanumeric = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!alphanumeric && TOKEN_MARKS.indexOf(c) < 0) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /** Whether {@code text} has no control character but tab, and fits in one byte a character. */
    public static boolean isValue(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < 0x20 && c != '\t') || c == 0x7f || c > 0xff) {
                return false;
            }
        }
        return true;
    }

    static String checkName(String name) {
        if (!isToken(name)) {
            throw new IllegalArgumentException("field name: " + printable(name) + " (expected: a token)");
        }
        return name;
    }

    static String checkValue(String name, String value) {
        if (!isValue(value)) {
            throw new IllegalArgumentException(
                    name + ": " + printable(value) + " (expected: no control characters, ISO-8859-1 only)");
        }
        return value;
    }

    private static String printable(String text) {
        return text.codePoints()
                .mapToObj(c -> c < 0x20 || c == 0x7f ? "\\u%04x".formatted(c) : Character.toString(c))
                .collect(Collectors.joining());
    }
}

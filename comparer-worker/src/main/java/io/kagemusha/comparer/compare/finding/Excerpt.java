package io.kagemusha.comparer.compare.finding;

import org.jspecify.annotations.Nullable;

/** The part of a long value that shows where it differs. */
final class Excerpt {

    private static final int MAX_LENGTH = 500;
    private static final int CONTEXT = 60;

    private Excerpt() {}

    /** The offset of the first character in which two values differ; 0 when one of them is not there. */
    static int firstDifference(@Nullable String reference, @Nullable String shadow) {
        if (reference == null || shadow == null) {
            return 0;
        }
        int end = Math.min(reference.length(), shadow.length());
        for (int i = 0; i < end; i++) {
            if (reference.charAt(i) != shadow.charAt(i)) {
                return i;
            }
        }
        return end;
    }

    /** The value itself when it is short, else what stands around {@code offset}, with a note. */
    static String of(String value, int offset) {
        if (value.length() <= MAX_LENGTH) {
            return value;
        }
        int start = boundary(value, Math.max(0, Math.min(offset - CONTEXT, value.length() - MAX_LENGTH)));
        int end = boundary(value, start + MAX_LENGTH);
        return (start == 0 ? "" : "…") + value.substring(start, end) + (end == value.length() ? "" : "…")
                + " (characters " + start + " to " + end + " of " + value.length() + ")";
    }

    private static int boundary(String value, int index) {
        boolean withinPair = index > 0
                && index < value.length()
                && Character.isLowSurrogate(value.charAt(index))
                && Character.isHighSurrogate(value.charAt(index - 1));
        return withinPair ? index - 1 : index;
    }
}

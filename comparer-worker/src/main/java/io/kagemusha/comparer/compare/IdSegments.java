package io.kagemusha.comparer.compare;

/**
 * Tells path segments that name one thing among many, {@code 42} or {@code 9f1c3ab0}, from those that name a sort of
 * thing, {@code users} or {@code v2}. In doubt it is one thing: endpoints must stay few.
 */
final class IdSegments {

    private static final int MAX_WORD_LENGTH = 40;
    private static final int MAX_DIGITS = 2;
    private static final int MAX_HYPHENS = 4;
    private static final int MIN_TOKEN_LENGTH = 8;
    private static final int MIN_DIGITLESS_TOKEN_LENGTH = 12;
    private static final int MIN_HEX_LENGTH = 8;
    private static final int MIN_DIGITLESS_HEX_LENGTH = 16;

    private IdSegments() {}

    /** Whether a segment of a path is an id. */
    static boolean isId(String segment) {
        var count = new Count(segment);
        return count.others > 0 || isGenerated(segment, count);
    }

    /** Whether the name of a JSON member, in which any character is usual, is an id. */
    static boolean isIdMember(String name) {
        return isGenerated(name, new Count(name));
    }

    private static boolean isGenerated(String segment, Count count) {
        if (segment.length() > MAX_WORD_LENGTH) {
            return true;
        }
        return !isVersion(segment)
                && (count.digits > MAX_DIGITS
                        || count.hyphens > MAX_HYPHENS
                        || isNumber(segment, count)
                        || isHex(segment, count)
                        || isToken(segment, count));
    }

    /** {@code v1}, {@code v2.1}, {@code v1beta1}. */
    private static boolean isVersion(String segment) {
        return segment.length() >= 2
                && segment.length() <= 8
                && (segment.charAt(0) == 'v' || segment.charAt(0) == 'V')
                && Character.digit(segment.charAt(1), 10) >= 0;
    }

    private static boolean isNumber(String segment, Count count) {
        return count.digits > 0
                && count.letters() == 0
                && count.digits + count.hyphens + count.marks == segment.length();
    }

    private static boolean isHex(String segment, Count count) {
        int length = segment.length() - count.hyphens;
        return count.hex == length && length >= (count.digits > 0 ? MIN_HEX_LENGTH : MIN_DIGITLESS_HEX_LENGTH);
    }

    /** Letters of both cases, too mixed for words written together, less so where digits are among them. */
    private static boolean isToken(String segment, Count count) {
        int length = segment.length();
        return count.lower > 0
                && count.upper * 4 > length
                && length >= (count.digits > 0 ? MIN_TOKEN_LENGTH : MIN_DIGITLESS_TOKEN_LENGTH);
    }

    private static final class Count {
        private int digits;
        private int lower;
        private int upper;
        private int hex;
        private int hyphens;
        private int marks;
        private int others;

        Count(String segment) {
            for (int i = 0; i < Math.min(segment.length(), MAX_WORD_LENGTH); i++) {
                add(segment.charAt(i));
            }
        }

        private void add(char c) {
            if (c >= '0' && c <= '9') {
                digits++;
                hex++;
            } else if (c >= 'a' && c <= 'z') {
                lower++;
                hex += c <= 'f' ? 1 : 0;
            } else if (c >= 'A' && c <= 'Z') {
                upper++;
                hex += c <= 'F' ? 1 : 0;
            } else if (c == '-') {
                hyphens++;
            } else if (c == '_' || c == '.' || c == ':') {
                marks++;
            } else {
                others++;
            }
        }

        int letters() {
            return lower + upper;
        }
    }
}

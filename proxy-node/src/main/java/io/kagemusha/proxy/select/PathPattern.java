package io.kagemusha.proxy.select;

import java.util.regex.Pattern;

/**
 * A pattern of paths: {@code *} stands for one segment or a part of one, {@code **} for any number of them, and
 * {@code /a/**} matches {@code /a} too. Immutable.
 */
final class PathPattern {

    private final String literalStart;
    private final boolean literal;
    private final Pattern rest;

    PathPattern(String pattern) {
        int star = pattern.indexOf('*');
        this.literal = star < 0;
        String start = literal ? pattern : pattern.substring(0, star);
        this.literalStart = !literal && pattern.endsWith("/**") && star == pattern.length() - 2
                ? start.substring(0, start.length() - 1)
                : start;
        this.rest = Pattern.compile(regex(literal ? "" : pattern.substring(literalStart.length())), Pattern.DOTALL);
    }

    boolean matches(String path) {
        if (!path.startsWith(literalStart)) {
            return false;
        }
        return literal
                ? path.length() == literalStart.length()
                : rest.matcher(path)
                        .region(literalStart.length(), path.length())
                        .matches();
    }

    private static String regex(String pattern) {
        var regex = new StringBuilder();
        for (int i = 0; i < pattern.length(); ) {
            if (pattern.startsWith("/**", i) && i + 3 == pattern.length()) {
                regex.append("(/.*)?");
                i += 3;
            } else if (pattern.startsWith("/**/", i)) {
                regex.append("/(.*/)?");
                i += 4;
            } else if (pattern.startsWith("**", i)) {
                regex.append(".*");
                i += 2;
            } else if (pattern.charAt(i) == '*') {
                regex.append("[^/]*");
                i++;
            } else {
                regex.append(Pattern.quote(pattern.substring(i, i + 1)));
                i++;
            }
        }
        return regex.toString();
    }
}

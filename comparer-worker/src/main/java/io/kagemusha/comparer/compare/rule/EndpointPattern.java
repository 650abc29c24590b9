package io.kagemusha.comparer.compare.rule;

import java.util.regex.Pattern;

/**
 * A pattern of endpoints, {@code GET /users/*}: {@code *} stands for one segment or a part of one, {@code **} for any
 * number of them, none included.
 */
record EndpointPattern(Pattern pattern) {

    static EndpointPattern parse(String text) {
        var regex = new StringBuilder();
        int i = 0;
        while (i < text.length()) {
            if (text.startsWith("/**", i)) {
                regex.append("(?:/.*)?");
                i += 3;
            } else if (text.startsWith("**", i)) {
                regex.append(".*");
                i += 2;
            } else if (text.charAt(i) == '*') {
                regex.append("[^/ ]*");
                i++;
            } else {
                regex.append(Pattern.quote(text.substring(i, i + 1)));
                i++;
            }
        }
        return new EndpointPattern(Pattern.compile(regex.toString(), Pattern.DOTALL));
    }

    boolean matches(String endpoint) {
        return pattern.matcher(endpoint).matches();
    }
}

package io.kagemusha.comparer.compare.rule;

import java.util.regex.Pattern;

/**
 * A pattern of endpoints, {@code GET /users/*}: {@code *} stands for one segment or a part of one, {@code **} for any
 * number of them, none included. Without a method it holds for every one.
 */
record EndpointPattern(Pattern pattern) {

    static EndpointPattern parse(String text) {
        String withMethod = text.startsWith("/") ? "* " + text : text;
        var regex = new StringBuilder();
        int i = 0;
        while (i < withMethod.length()) {
            if (withMethod.startsWith("/**", i)) {
                regex.append("(?:/.*)?");
                i += 3;
            } else if (withMethod.startsWith("**", i)) {
                regex.append(".*");
                i += 2;
            } else if (withMethod.charAt(i) == '*') {
                regex.append("[^/ ]*");
                i++;
            } else {
                regex.append(Pattern.quote(withMethod.substring(i, i + 1)));
                i++;
            }
        }
        return new EndpointPattern(Pattern.compile(regex.toString(), Pattern.DOTALL));
    }

    boolean matches(String endpoint) {
        return pattern.matcher(endpoint).matches();
    }
}

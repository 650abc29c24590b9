package io.kagemusha.comparer.compare;

import java.util.List;

/**
 * A configured path template, in which {@code {name}} stands for one segment.
 */
record EndpointTemplate(String text, List<String> segments) {

    static EndpointTemplate parse(String text) {
        return new EndpointTemplate(text, List.of(text.split("/", -1)));
    }

    boolean matches(String[] path) {
        if (path.length != segments.size()) {
            return false;
        }
        for (int i = 0; i < path.length; i++) {
            if (!matches(segments.get(i), path[i])) {
                return false;
            }
        }
        return true;
    }

    private static boolean matches(String segment, String actual) {
        boolean variable = segment.startsWith("{") && segment.endsWith("}");
        return variable ? !actual.isEmpty() : segment.equals(actual);
    }
}

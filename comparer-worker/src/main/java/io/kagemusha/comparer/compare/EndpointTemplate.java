package io.kagemusha.comparer.compare;

import java.util.List;

/**
 * A configured path template: {@code {name}} or {@code *} stands for one segment, {@code **} at the end for all that
 * follow.
 */
record EndpointTemplate(String text, List<String> segments) {

    private static final String REST = "**";

    static EndpointTemplate parse(String text) {
        return new EndpointTemplate(text, List.of(text.split("/", -1)));
    }

    boolean matches(String[] path) {
        for (int i = 0; i < segments.size(); i++) {
            String segment = segments.get(i);
            if (segment.equals(REST) && i == segments.size() - 1) {
                return true;
            }
            if (i >= path.length || !matches(segment, path[i])) {
                return false;
            }
        }
        return path.length == segments.size();
    }

    private static boolean matches(String segment, String actual) {
        boolean variable = segment.equals("*") || (segment.startsWith("{") && segment.endsWith("}"));
        return variable ? !actual.isEmpty() : segment.equals(actual);
    }
}

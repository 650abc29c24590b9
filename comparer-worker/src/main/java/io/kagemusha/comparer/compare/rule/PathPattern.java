package io.kagemusha.comparer.compare.rule;

import java.util.ArrayList;
import java.util.List;

/**
 * A pattern of JSON pointers, as its segments: {@code *} stands for one of them, {@code **} for any number, none
 * included. In the others {@code ~1} is a slash and {@code ~0} a tilde (RFC 6901, 3).
 */
record PathPattern(List<String> segments) {

    static final String ONE = "*";
    static final String ANY_NUMBER = "**";

    PathPattern {
        segments = List.copyOf(segments);
    }

    static PathPattern parse(String pattern) {
        var segments = new ArrayList<String>();
        if (!pattern.isEmpty()) {
            String relative = pattern.startsWith("/") ? pattern.substring(1) : pattern;
            for (String segment : relative.split("/", -1)) {
                segments.add(segment.replace("~1", "/").replace("~0", "~"));
            }
        }
        return new PathPattern(segments);
    }
}

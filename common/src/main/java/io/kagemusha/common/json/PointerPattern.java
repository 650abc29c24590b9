package io.kagemusha.common.json;

import java.util.ArrayList;
import java.util.List;

/**
 * A pattern of JSON pointers, as its segments: {@code *} stands for one of them, {@code **} for any number, none
 * included. In the others {@code ~1} is a slash and {@code ~0} a tilde (RFC 6901, 3).
 */
public record PointerPattern(List<String> segments) {

    public static final String ONE = "*";
    public static final String ANY_NUMBER = "**";

    public PointerPattern {
        segments = List.copyOf(segments);
    }

    /** Reads a pattern; the slash at its beginning may be left out. */
    public static PointerPattern parse(String pattern) {
        var segments = new ArrayList<String>();
        if (!pattern.isEmpty()) {
            String relative = pattern.startsWith("/") ? pattern.substring(1) : pattern;
            for (String segment : relative.split("/", -1)) {
                segments.add(segment.replace("~1", "/").replace("~0", "~"));
            }
        }
        return new PointerPattern(segments);
    }
}

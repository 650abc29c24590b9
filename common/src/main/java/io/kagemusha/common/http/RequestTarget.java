package io.kagemusha.common.http;

import org.jspecify.annotations.Nullable;

/** Reading of request targets (RFC 9112, 3.2) without changing a byte of them. */
public final class RequestTarget {

    private RequestTarget() {}

    /**
     * The path of an origin-form or absolute-form target: {@code /a/b} of {@code /a/b?c} and of {@code http://h/a/b?c}.
     * The asterisk-form is its own path.
     */
    public static String path(String target) {
        int start = pathStart(target);
        int end = start;
        while (end < target.length() && target.charAt(end) != '?' && target.charAt(end) != '#') {
            end++;
        }
        return start == end ? "/" : target.substring(start, end);
    }

    /**
     * The origin-form (RFC 9112, 3.2.1) of an absolute-form target, {@code /a?b} of {@code http://h/a?b}; every other
     * target unchanged.
     */
    public static String originForm(String target) {
        int start = pathStart(target);
        if (start == 0) {
            return target;
        }
        String rest = target.substring(start);
        return rest.startsWith("/") ? rest : "/" + rest;
    }

    /** The authority of an absolute-form target, {@code h:80} of {@code http://h:80/a}; null for every other one. */
    public static @Nullable String authority(String target) {
        int start = pathStart(target);
        return start == 0 ? null : target.substring(target.indexOf("://") + 3, start);
    }

    /** Whether it is an absolute-form with neither path nor query. */
    public static boolean isWithoutPath(String target) {
        return pathStart(target) == target.length();
    }

    private static int pathStart(String target) {
        if (target.startsWith("/") || target.equals("*")) {
            return 0;
        }
        int scheme = target.indexOf("://");
        if (scheme < 0) {
            return 0;
        }
        for (int i = scheme + 3; i < target.length(); i++) {
            char c = target.charAt(i);
            if (c == '/' || c == '?' || c == '#') {
                return i;
            }
        }
        return target.length();
    }
}

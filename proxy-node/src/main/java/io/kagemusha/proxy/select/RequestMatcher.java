package io.kagemusha.proxy.select;

import io.kagemusha.common.configuration.RouteMatch;
import io.kagemusha.common.http.RequestTarget;
import io.kagemusha.proxy.http.RequestHead;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether a request meets the conditions of a route. Immutable. */
final class RequestMatcher {

    private final RouteMatch match;
    private final List<PathPattern> paths;
    private final List<String> suffixes;

    RequestMatcher(RouteMatch match) {
        this.match = match;
        this.paths = match.paths().stream().map(PathPattern::new).toList();
        this.suffixes = match.hosts().stream()
                .filter(host -> host.startsWith("*"))
                .map(host -> host.substring(1))
                .toList();
    }

    boolean matches(RequestHead head) {
        return (match.methods().isEmpty() || match.methods().contains(head.method()))
                && (paths.isEmpty() || matchesPath(RequestTarget.path(head.target())))
                && (match.hosts().isEmpty() || matchesHost(head.headers().get(HttpHeaderNames.HOST)))
                && (match.headers().isEmpty() || matchesHeaders(head));
    }

    private boolean matchesPath(String path) {
        for (PathPattern pattern : paths) {
            if (pattern.matches(path)) {
                return true;
            }
        }
        return false;
    }

    private boolean matchesHost(@Nullable String hostAndPort) {
        if (hostAndPort == null) {
            return false;
        }
        int colon = hostAndPort.lastIndexOf(':');
        boolean hasPort = colon > hostAndPort.lastIndexOf(']');
        String host = (hasPort ? hostAndPort.substring(0, colon) : hostAndPort).toLowerCase(Locale.ROOT);
        if (match.hosts().contains(host)) {
            return true;
        }
        for (String suffix : suffixes) {
            if (host.endsWith(suffix)) {
                return true;
            }
        }
        return false;
    }

    private boolean matchesHeaders(RequestHead head) {
        for (Map.Entry<String, String> wanted : match.headers().entrySet()) {
            boolean found = wanted.getValue().equals("*")
                    ? head.headers().contains(wanted.getKey())
                    // Not containsValue, which takes a value apart at its commas
                    : head.headers().contains(wanted.getKey(), wanted.getValue(), false);
            if (!found) {
                return false;
            }
        }
        return true;
    }
}

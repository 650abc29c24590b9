package io.kagemusha.common.configuration;

import io.kagemusha.common.yaml.ValueType;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The URL of one instance of a backend. That of a unix socket has the form that nginx gives it:
 * {@code http://unix:/run/app.sock:/base}, without the second colon where there is no base path.
 */
public final class BackendUrl {

    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    static final ValueType<URI> TYPE = ValueType.of(
            "one http or https URL with a host, such as http://10.0.0.1:3000/base, or a unix socket, such as"
                    + " http://unix:/run/app.sock; no user, fragment, comma, or underscore in the host",
            BackendUrl::parseOrNull);

    private BackendUrl() {}

    /**
     * Reads a URL and sets its port, 80 or 443, where it has none.
     *
     * @throws IllegalArgumentException when it cannot be a backend's
     */
    public static URI parse(String text) {
        URI url = parseOrNull(text);
        if (url == null) {
            throw new IllegalArgumentException("url: " + text + " (expected: " + TYPE.expected() + ")");
        }
        return url;
    }

    /** The socket that is meant; null where it is a host. */
    public static @Nullable SocketPath socket(URI url) {
        if (!SocketPath.PREFIX.equals(url.getRawAuthority())) {
            return null;
        }
        String path = url.getPath();
        int colon = path.indexOf(':');
        return SocketPath.parseOrNull(colon < 0 ? path : path.substring(0, colon));
    }

    /** The path that stands before that of every target, as it is written; may be empty. */
    public static String basePath(URI url) {
        String path = url.getRawPath() == null ? "" : url.getRawPath();
        if (!SocketPath.PREFIX.equals(url.getRawAuthority())) {
            return path;
        }
        int colon = path.indexOf(':');
        return colon < 0 ? "" : path.substring(colon + 1);
    }

    private static @Nullable URI parseOrNull(String text) {
        URI url;
        try {
            // What is not ASCII goes onto the wire percent-encoded (RFC 3987, 3.1)
            url = new URI(new URI(text).toASCIIString());
        } catch (URISyntaxException e) {
            return null;
        }
        boolean hasHost = url.getHost() != null && url.getUserInfo() == null;
        // A comma is allowed in a path, but here it is nearly always a list written as one URL
        if (!hasHost || url.getFragment() != null || text.indexOf(',') >= 0 || url.getPort() > 0xffff) {
            return null;
        }
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        if (SocketPath.PREFIX.equals(url.getRawAuthority())) {
            return ofSocket(scheme, url);
        }
        return switch (scheme) {
            case "http" -> withPort(scheme, url, HTTP_PORT);
            case "https" -> withPort(scheme, url, HTTPS_PORT);
            default -> null;
        };
    }

    private static @Nullable URI ofSocket(String scheme, URI url) {
        String base = basePath(url);
        boolean usable = (scheme.equals("http") || scheme.equals("https"))
                && socket(url) != null
                && (base.isEmpty() || base.startsWith("/"));
        return usable ? URI.create(scheme + url.toString().substring(scheme.length())) : null;
    }

    private static @Nullable URI withPort(String scheme, URI url, int defaultPort) {
        int port = url.getPort() < 0 ? defaultPort : url.getPort();
        if (port == 0) {
            return null;
        }
        String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
        return URI.create(scheme + "://" + url.getHost() + ":" + port + url.getRawPath() + query);
    }
}

package io.kagemusha.proxy.backend;

import io.kagemusha.common.http.RequestTarget;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * One server of a backend.
 *
 * @param basePath joined before the path of every target, without a slash at its end; may be empty
 * @param query joined to the query of every target with {@code &}; may be empty
 * @param tls null for plain text
 */
record Instance(
        String host,
        int port,
        String basePath,
        String query,
        @Nullable SslContext tls) {

    static Instance of(URI url, @Nullable SslContext tls) {
        String path = url.getRawPath() == null ? "" : url.getRawPath();
        String host = url.getHost();
        return new Instance(
                host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
                url.getPort(),
                path.endsWith("/") ? path.substring(0, path.length() - 1) : path,
                url.getRawQuery() == null ? "" : url.getRawQuery(),
                tls);
    }

    InetSocketAddress unresolvedAddress() {
        return InetSocketAddress.createUnresolved(host, port);
    }

    /** The target as this server shall see it, in origin-form (RFC 9112, 3.2.1); byte for byte where nothing is joined. */
    String target(String received) {
        String target = RequestTarget.originForm(received);
        if (basePath.isEmpty() && query.isEmpty()) {
            return target;
        }
        if (target.equals("*")) {
            return target;
        }
        String joined = basePath + target;
        if (query.isEmpty()) {
            return joined;
        }
        return joined + (joined.indexOf('?') < 0 ? '?' : '&') + query;
    }

    /** Host and port as they stand in a {@code Host} field. */
    String authority() {
        return host.indexOf(':') < 0 ? host + ":" + port : "[" + host + "]:" + port;
    }

    @Override
    public String toString() {
        return authority();
    }
}

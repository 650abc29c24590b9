package io.kagemusha.common.configuration;

import org.jspecify.annotations.Nullable;

/**
 * One place where clients connect.
 *
 * @param tls null for plain text
 * @param proxyProtocol whether every connection begins with a PROXY protocol header that says whose it is
 */
public record ListenerSettings(
        ListenAddress address, @Nullable ListenerTls tls, boolean proxyProtocol) {

    /** Plain text, straight from the client. */
    public ListenerSettings(ListenAddress address) {
        this(address, null, false);
    }
}

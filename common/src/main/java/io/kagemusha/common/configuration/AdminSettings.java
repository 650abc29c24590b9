package io.kagemusha.common.configuration;

import org.jspecify.annotations.Nullable;

/**
 * The admin server.
 *
 * @param explicit whether the address was configured; where it was not and is taken, a free port is used
 * @param token what clients must show; null for an address that only this machine reaches
 * @param tls null for clear text
 */
public record AdminSettings(
        Address address,
        boolean explicit,
        @Nullable String token,
        @Nullable TlsFiles tls) {

    public static final AdminSettings DEFAULT = new AdminSettings(new Address("127.0.0.1", 9901), false, null, null);

    /** How its URLs begin. */
    public String scheme() {
        return tls == null ? "http" : "https";
    }

    @Override
    public String toString() {
        return "AdminSettings[address=" + address + ", explicit=" + explicit + ", tls=" + tls + "]";
    }
}

package io.kagemusha.common.configuration;

/**
 * Where to listen.
 *
 * @param host a name or an address literal; {@code 0.0.0.0} for all
 * @param port 0 to 65535; 0 takes a free one
 */
public record Address(String host, int port) {

    @Override
    public String toString() {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }
}

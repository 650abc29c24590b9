package io.kagemusha.common.configuration;

import io.kagemusha.common.yaml.ValueType;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where to listen.
 *
 * @param host a name or an address literal; {@code 0.0.0.0} for all
 * @param port 0 to 65535; 0 takes a free one
 */
public record Address(String host, int port) implements ListenAddress {

    private static final Pattern FORM =
            Pattern.compile("(?<host>[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]):(?<port>[0-9]{1,5})");

    private static final Pattern LOOPBACK = Pattern.compile("127(\\.[0-9]{1,3}){3}|(0{0,4}:){2,7}0{0,3}1");

    static final ValueType<Address> TYPE =
            ValueType.of("host:port, such as 0.0.0.0:8080 or [::1]:8080", Address::parseOrNull);

    /**
     * Reads {@code host:port}; an IPv6 address stands in brackets.
     *
     * @throws IllegalArgumentException when it is none
     */
    public static Address parse(String text) {
        Address address = parseOrNull(text);
        if (address == null) {
            throw new IllegalArgumentException("address: " + text + " (expected: " + TYPE.expected() + ")");
        }
        return address;
    }

    private static @Nullable Address parseOrNull(String text) {
        var matcher = FORM.matcher(text);
        if (!matcher.matches() || Integer.parseInt(matcher.group("port")) > 0xffff) {
            return null;
        }
        String host = matcher.group("host");
        return new Address(
                host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
                Integer.parseInt(matcher.group("port")));
    }

    @Override
    public boolean isExclusive() {
        return port != 0;
    }

    /** Whether only this machine reaches it. A name other than localhost is not looked up and counts as reachable by all. */
    public boolean isLoopback() {
        return host.equalsIgnoreCase("localhost") || LOOPBACK.matcher(host).matches();
    }

    @Override
    public String toString() {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }
}

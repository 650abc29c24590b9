package io.kagemusha.common.process;

import io.kagemusha.common.configuration.Address;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.Collectors;

/** The line that a server process prints when it can be reached: {@code ready: proxy=http://127.0.0.1:8080 admin=…}. */
public final class ReadyLine {

    private final String parts;

    private ReadyLine(String parts) {
        this.parts = parts;
    }

    /** The line of a process that cannot be reached, as a worker without admin server. */
    public static ReadyLine empty() {
        return new ReadyLine("");
    }

    /** The same line with the URLs of those addresses, separated by commas. */
    public ReadyLine with(String name, String scheme, List<InetSocketAddress> addresses) {
        return with(
                name, addresses.stream().map(address -> url(scheme, address)).collect(Collectors.joining(",")));
    }

    /** The URL of that address. */
    public static String url(String scheme, InetSocketAddress address) {
        return scheme + "://" + reachable(address);
    }

    /** The same line with one more part. */
    public ReadyLine with(String name, String value) {
        return new ReadyLine(parts + " " + name + "=" + value);
    }

    /** The same line followed by the parts of another. */
    public ReadyLine with(ReadyLine other) {
        return new ReadyLine(parts + other.parts);
    }

    @Override
    public String toString() {
        return "ready:" + parts;
    }

    /** As a client on this machine would write it: the address that stands for all addresses cannot be connected to. */
    private static String reachable(InetSocketAddress address) {
        var ip = address.getAddress();
        String host = ip.isAnyLocalAddress() ? "127.0.0.1" : ip.getHostAddress();
        return new Address(host, address.getPort()).toString();
    }
}

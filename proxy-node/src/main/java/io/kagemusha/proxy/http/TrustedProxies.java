package io.kagemusha.proxy.http;

import io.kagemusha.common.configuration.AddressRange;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.List;

/** Those whose word counts about who is behind them. Safe for use by several threads. */
public final class TrustedProxies {

    /** A client without an address, on this machine. */
    private static final String UNIX = "unix:";

    private final List<AddressRange> ranges;

    public TrustedProxies(List<AddressRange> ranges) {
        this.ranges = List.copyOf(ranges);
    }

    /** Whether the client at that address is one; something that is no address is none. */
    boolean trust(String client) {
        InetAddress address =
                client.equals(UNIX) ? NetUtil.LOCALHOST4 : NetUtil.createInetAddressFromIpAddressString(client);
        if (address == null) {
            return false;
        }
        for (int i = 0; i < ranges.size(); i++) {
            if (ranges.get(i).contains(address)) {
                return true;
            }
        }
        return false;
    }
}

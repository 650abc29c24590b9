package io.kagemusha.common.configuration;

import io.kagemusha.common.yaml.ValueType;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The addresses that begin with the same bits (RFC 4632): {@code 10.0.0.0/8}, {@code fc00::/7}, or one address alone.
 *
 * @param text as it was written
 * @param prefixLength how many bits are the same
 */
public record AddressRange(String text, InetAddress network, int prefixLength) {

    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private static final Pattern FORM = Pattern.compile(
            "(?<address>" + OCTET + "(\\." + OCTET + "){3}|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*)(/(?<prefix>[0-9]{1,3}))?");

    static final ValueType<AddressRange> TYPE =
            ValueType.of("an address or a range of them, such as 10.0.0.0/8 or fc00::/7", AddressRange::parseOrNull);

    /**
     * Reads a range; asks no name server.
     *
     * @throws IllegalArgumentException when it is none
     */
    public static AddressRange parse(String text) {
        AddressRange range = parseOrNull(text);
        if (range == null) {
            throw new IllegalArgumentException("address range: " + text + " (expected: " + TYPE.expected() + ")");
        }
        return range;
    }

    private static @Nullable AddressRange parseOrNull(String text) {
        var matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        try {
            InetAddress network = InetAddress.getByName(matcher.group("address"));
            int bits = network.getAddress().length * 8;
            String prefix = matcher.group("prefix");
            int length = prefix == null ? bits : Integer.parseInt(prefix);
            return length <= bits ? new AddressRange(text, network, length) : null;
        } catch (UnknownHostException e) {
            return null;
        }
    }

    /** Whether the address is one of them. */
    public boolean contains(InetAddress address) {
        byte[] here = network.getAddress();
        byte[] there = address.getAddress();
        if (here.length != there.length) {
            return false;
        }
        for (int bit = 0; bit < prefixLength; bit += 8) {
            int mask = 0xff << Math.max(0, 8 - (prefixLength - bit));
            if (((here[bit / 8] ^ there[bit / 8]) & mask & 0xff) != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return text;
    }
}

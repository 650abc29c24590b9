package io.kagemusha.proxy.select;

import io.kagemusha.common.configuration.SampleSettings;
import io.kagemusha.proxy.http.RequestHead;
import io.netty.handler.codec.http.HttpHeaderNames;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the exchanges that a shadow is sent. What it chooses by is mapped to a number in [0, 1) that is spread evenly,
 * and the exchange is chosen when that is below the share: so what 5 % contains, 10 % contains too, and two shadows of one
 * share and salt see the same requests.
 */
final class Sampling {

    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private Sampling() {}

    static boolean includes(SampleSettings sample, RequestHead head, String requestId, String client) {
        if (sample.share() >= 1) {
            return true;
        }
        String key = key(sample, head, requestId, client);
        return sample.share() > 0 && position(sample.salt(), key == null ? requestId : key) < sample.share();
    }

    private static @Nullable String key(SampleSettings sample, RequestHead head, String requestId, String client) {
        return switch (sample.by().source()) {
            case REQUEST_ID -> requestId;
            case CLIENT_IP -> client;
            case HEADER -> head.headers().get(sample.by().name());
            case COOKIE -> cookie(head, sample.by().name());
        };
    }

    /** The value of the first cookie of that name (RFC 6265, 5.4), or null. */
    private static @Nullable String cookie(RequestHead head, String name) {
        for (String field : head.headers().getAll(HttpHeaderNames.COOKIE)) {
            for (String pair : field.split(";", -1)) {
                int equals = pair.indexOf('=');
                if (equals >= 0 && pair.substring(0, equals).strip().equals(name)) {
                    return pair.substring(equals + 1).strip();
                }
            }
        }
        return null;
    }

    static double position(String salt, String key) {
        long hash = add(add(FNV_OFFSET, salt), key);
        // The finaliser of MurmurHash3: FNV alone spreads the last characters badly into the high bits
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return ((hash ^ (hash >>> 33)) >>> 11) * 0x1.0p-53;
    }

    private static long add(long hash, String text) {
        long sum = hash;
        for (int i = 0; i < text.length(); i++) {
            sum = (sum ^ text.charAt(i)) * FNV_PRIME;
        }
        return sum;
    }
}

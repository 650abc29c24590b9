package io.kagemusha.proxy.exchange;

import java.security.SecureRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes request ids: UUIDs of version 7 (RFC 9562, 5.7), so they sort by time. What follows the milliseconds is random for
 * each process and then counts up, so no id comes twice even when the clock steps back. Safe for use by several threads.
 */
final class RequestIds {

    private static final long VERSION_7 = 0x7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;
    private static final long COUNTER_MASK = 0xffff_ffffL;

    private final long high;
    private final long low;
    private final AtomicLong counter = new AtomicLong();

    RequestIds(SecureRandom random) {
        this.high = VERSION_7 | (random.nextLong() & 0xfff);
        this.low = VARIANT | ((random.nextLong() & 0x3fff_ffffL) << 32);
    }

    String next(long epochMillis) {
        return new UUID((epochMillis << 16) | high, low | (counter.getAndIncrement() & COUNTER_MASK)).toString();
    }
}

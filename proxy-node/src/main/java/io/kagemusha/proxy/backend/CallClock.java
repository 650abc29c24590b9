package io.kagemusha.proxy.backend;

import io.kagemusha.common.exchange.Timings;

/** The moments of one call by the monotonic clock. */
final class CallClock {

    private final long exchangeStart;
    private long connected;
    private long head;
    private long end;
    private boolean headSeen;

    CallClock(long exchangeStart) {
        this.exchangeStart = exchangeStart;
    }

    void onConnected() {
        connected = System.nanoTime();
    }

    void onHead() {
        headSeen = true;
        head = System.nanoTime();
    }

    void onEnd() {
        if (end == 0) {
            end = System.nanoTime();
        }
    }

    boolean isHeadSeen() {
        return headSeen;
    }

    Timings timings() {
        long until = end == 0 ? System.nanoTime() : end;
        if (connected == 0) {
            return new Timings(micros(until - exchangeStart), 0, 0);
        }
        return new Timings(
                micros(connected - exchangeStart), headSeen ? micros(head - connected) : 0, micros(until - connected));
    }

    private static long micros(long nanos) {
        return Math.max(0, nanos / 1000);
    }
}

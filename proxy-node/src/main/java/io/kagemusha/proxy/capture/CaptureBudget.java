package io.kagemusha.proxy.capture;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes capture may hold in this process: bodies being collected, records waiting for the producer and records
 * not yet acknowledged. Safe for use by several threads, never blocks.
 */
final class CaptureBudget {

    private final long limit;
    private final AtomicLong used = new AtomicLong();

    CaptureBudget(long limit) {
        this.limit = limit;
    }

    /** Takes {@code bytes} of the budget, or nothing and returns false where that many are not left. */
    boolean tryReserve(long bytes) {
        if (used.addAndGet(bytes) <= limit) {
            return true;
        }
        used.addAndGet(-bytes);
        return false;
    }

    void release(long bytes) {
        used.addAndGet(-bytes);
    }

    long used() {
        return used.get();
    }
}

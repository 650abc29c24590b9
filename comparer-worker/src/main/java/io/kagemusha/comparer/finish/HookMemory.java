package io.kagemusha.comparer.finish;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What the exchanges that wait for hooks may take of the heap, in all partitions of a process together. Safe for use by
 * several threads.
 */
public final class HookMemory {

    /** The heap holds an exchange as its records and as what they mean, and what waits for its partners beside that. */
    private static final int SHARE_OF_HEAP = 8;

    private final AtomicLong left;

    /**
     * @param bytes how many bytes of records
     */
    public HookMemory(long bytes) {
        this.left = new AtomicLong(bytes);
    }

    public static HookMemory ofHeap() {
        return new HookMemory(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
    }

    boolean isLeft() {
        return left.get() > 0;
    }

    void take(long bytes) {
        left.addAndGet(-bytes);
    }

    void giveBack(long bytes) {
        left.addAndGet(bytes);
    }
}

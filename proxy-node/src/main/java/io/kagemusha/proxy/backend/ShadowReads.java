package io.kagemusha.proxy.backend;

import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

/**
 * How much an event loop reads of long responses that nobody waits for: in an interval, twice what it has read of long
 * responses for clients in the one before, or one part where that is more. Intervals are longer where the loop is late. What is
 * more waits in the network, in turns, so that shadows that flood cannot take the loop's time, and those that answer as the
 * master does are not held up. Confined to the loop.
 */
final class ShadowReads {

    /** Something that can be made to read no more for a while. */
    interface Reader {

        void pause(boolean paused);

        /** Whether it will never read again. */
        boolean isDone();
    }

    /** A response that is no longer than this is not long, and how many of them come depends on clients alone. */
    static final int LONG = 64 * 1024;

    /** As much as one may read before it is heard of; it takes some tenths of a millisecond. */
    static final int PART = 64 * 1024;

    static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    /** The interval of a loop that has other things to do. */
    static final long LATE_INTERVAL_NANOS = 8 * INTERVAL_NANOS;

    /** A loop whose tasks wait that long has other things to do; one that has none wakes up within half of it. */
    static final long LATE_NANOS = INTERVAL_NANOS / 10;

    private final EventLoop loop;
    private final ArrayDeque<Reader> paused = new ArrayDeque<>(0);
    private long left = PART;
    private long forClients;
    private long begun;
    private long interval = INTERVAL_NANOS;

    ShadowReads(EventLoop loop) {
        this.loop = loop;
        this.begun = now();
    }

    /** So many bytes of a long response were read that is a client's answer, or may become one. */
    void onReadForClient(int bytes) {
        if (paused.isEmpty() && now() - begun >= interval) {
            begin();
        }
        forClients += bytes;
    }

    /** Somebody has read so many bytes of a long response; pauses it where that is too much by now. */
    void onRead(Reader reader, int bytes) {
        left -= bytes;
        if (left >= 0) {
            return;
        }
        long wait = begun + interval - now();
        if (wait <= 0 && paused.isEmpty()) {
            begin();
            return;
        }
        reader.pause(true);
        if (paused.peekLast() == reader) {
            return;
        }
        paused.add(reader);
        if (paused.size() == 1) {
            schedule(wait);
        }
    }

    private void begin() {
        begun = now();
        left = Math.max(PART, 2 * forClients);
        forClients = 0;
    }

    private void schedule(long wait) {
        long due = now() + wait;
        loop.schedule(() -> goOn(now() - due), wait, TimeUnit.NANOSECONDS);
    }

    private void goOn(long late) {
        interval = late < LATE_NANOS ? INTERVAL_NANOS : LATE_INTERVAL_NANOS;
        begin();
        long turns = left / PART;
        while (turns > 0 && !paused.isEmpty()) {
            Reader next = paused.poll();
            if (!next.isDone()) {
                next.pause(false);
                turns--;
            }
        }
        if (!paused.isEmpty()) {
            schedule(interval);
        }
    }

    private long now() {
        return loop.ticker().nanoTime();
    }
}

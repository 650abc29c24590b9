package io.kagemusha.proxy.backend;

import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

/**
 * How much an event loop reads of long responses that nobody waits for: in an interval, twice what it has read of long
 * responses for clients in the one before, or one part where that is more. A message with few bytes counts for the work that
 * it is, and what comes out of one read beyond a part is taken off later intervals. Intervals are longer where the loop is
 * late. What is more waits in the network, in turns, so that shadows that flood cannot take the loop's time, and those that
 * answer as the master does are not held up. Confined to the loop.
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

    /** What a message counts for at least. */
    private static final int MESSAGE = 512;

    static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    /** The interval of a loop that has other things to do. */
    static final long LATE_INTERVAL_NANOS = 8 * INTERVAL_NANOS;

    /** A loop whose tasks wait that long has other things to do; one that has none wakes up within half of it. */
    static final long LATE_NANOS = INTERVAL_NANOS / 10;

    private final EventLoop loop;
    private final ArrayDeque<Reader> paused = new ArrayDeque<>(0);
    private long left = PART;
    private long owed;
    /** What the one paused last has read since, as far as it exceeds a part. */
    private long excess;

    private long forClients;
    private boolean scheduled;
    private long begun;
    private long interval = INTERVAL_NANOS;

    ShadowReads(EventLoop loop) {
        this.loop = loop;
        this.begun = now();
    }

    /** What reading a message of so many bytes counts for. */
    static int work(int bytes) {
        return Math.max(bytes, MESSAGE);
    }

    /** So many bytes of a long response were read that is a client's answer, or may become one. */
    void onReadForClient(int bytes) {
        if (!scheduled && now() - begun >= interval) {
            begin();
        }
        forClients += work(bytes);
    }

    /** Somebody has read so many bytes of a long response; pauses it where that is too much by now. */
    void onRead(Reader reader, int bytes) {
        left -= work(bytes);
        if (left >= 0) {
            return;
        }
        long wait = begun + interval - now();
        if (wait <= 0 && !scheduled) {
            begin();
            return;
        }
        reader.pause(true);
        if (paused.peekLast() == reader) {
            // A pause holds back only what is not in memory, and one read can make thousands of messages
            excess += work(bytes);
            owed += Math.max(0, excess);
            excess = Math.min(0, excess);
            return;
        }
        paused.add(reader);
        excess = -PART;
        if (!scheduled) {
            schedule(wait);
        }
    }

    private void begin() {
        begun = now();
        left = Math.max(PART, 2 * forClients) - owed;
        owed = Math.max(0, -left);
        forClients = 0;
    }

    private void schedule(long wait) {
        scheduled = true;
        long due = now() + wait;
        loop.schedule(() -> goOn(now() - due), wait, TimeUnit.NANOSECONDS);
    }

    private void goOn(long late) {
        interval = late < LATE_NANOS ? INTERVAL_NANOS : LATE_INTERVAL_NANOS;
        begin();
        long turns = left;
        // What is in memory is read at once, so that there may be nothing left before the last turn
        while (turns > 0 && left > 0 && !paused.isEmpty()) {
            Reader next = paused.poll();
            if (!next.isDone()) {
                next.pause(false);
                turns -= PART;
            }
        }
        scheduled = false;
        if (!paused.isEmpty() || owed > 0) {
            schedule(interval);
        }
    }

    private long now() {
        return loop.ticker().nanoTime();
    }
}

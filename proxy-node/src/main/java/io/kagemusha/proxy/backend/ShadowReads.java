package io.kagemusha.proxy.backend;

import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

/**
 * How much an event loop reads of responses that nobody waits for: so many bytes in an interval, whoever sends them. What is
 * more waits in the network, in turns, so that shadows that flood cannot take all of the loop's time. Confined to the loop.
 */
final class ShadowReads {

    /** Something that can be made to read no more for a while. */
    @FunctionalInterface
    interface Reader {

        void pause(boolean paused);
    }

    static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** What takes about a tenth of an interval to read; with what is on its way when it is used up, a fifth. */
    static final int BYTES = 2 * 1024 * 1024;

    /** As much as one may read before it is heard of. */
    private static final int PART = 64 * 1024;

    private final EventLoop loop;
    private final ArrayDeque<Reader> paused = new ArrayDeque<>(0);
    private long left = BYTES;
    private long begun;

    ShadowReads(EventLoop loop) {
        this.loop = loop;
        this.begun = loop.ticker().nanoTime();
    }

    /** Somebody has read so many bytes; pauses it where that is too much by now. */
    void onRead(Reader reader, int bytes) {
        left -= bytes;
        if (left >= 0) {
            return;
        }
        long wait = begun + INTERVAL_NANOS - loop.ticker().nanoTime();
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
            loop.schedule(this::goOn, wait, TimeUnit.NANOSECONDS);
        }
    }

    private void begin() {
        begun = loop.ticker().nanoTime();
        left = BYTES;
    }

    private void goOn() {
        begin();
        for (int turns = BYTES / PART; turns > 0 && !paused.isEmpty(); turns--) {
            paused.poll().pause(false);
        }
        if (!paused.isEmpty()) {
            loop.schedule(this::goOn, INTERVAL_NANOS, TimeUnit.NANOSECONDS);
        }
    }
}

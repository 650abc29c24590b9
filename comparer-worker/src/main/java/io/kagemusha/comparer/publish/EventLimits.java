package io.kagemusha.comparer.publish;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How much a record may weigh, in bytes: the worker shrinks or sets aside what is heavier before the producer sees it,
 * because a record that is refused costs the whole transaction. When the broker refuses one all the same, the limit goes
 * down and the work is done again under it. Safe for use by several threads.
 */
public final class EventLimits {

    /** Kept free for keys, headers and framing. */
    private static final int OVERHEAD = 8 * 1024;

    private static final int LEAST = 16 * 1024;

    private final AtomicInteger events;
    private final AtomicInteger entries;
    private final int changelogBytes;

    /**
     * @param eventBytes what the topics of events take, Kafka's {@code max.message.bytes}
     * @param changelogBytes what the store's topic takes
     */
    public EventLimits(int eventBytes, int changelogBytes) {
        events = new AtomicInteger(Math.max(LEAST, eventBytes - OVERHEAD));
        this.changelogBytes = changelogBytes;
        entries = new AtomicInteger(Math.max(LEAST, changelogBytes - OVERHEAD));
    }

    /** For a value published to mismatches, outcomes or dead letters. */
    public int eventBytes() {
        return events.get();
    }

    /** For an entry of the store. */
    public int entryBytes() {
        return entries.get();
    }

    /** What the store's topic is to take, Kafka's {@code max.message.bytes}. */
    public int changelogBytes() {
        return changelogBytes;
    }

    /** An event of that size was refused. */
    void refuseEvent(int bytes) {
        lower(events, bytes);
    }

    /** An entry of that size was refused. */
    void refuseEntry(int bytes) {
        lower(entries, bytes);
    }

    private static void lower(AtomicInteger limit, int refused) {
        limit.updateAndGet(now -> Math.max(LEAST, Math.min(now, refused - refused / 4)));
    }
}

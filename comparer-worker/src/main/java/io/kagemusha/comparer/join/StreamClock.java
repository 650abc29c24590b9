package io.kagemusha.comparer.join;

import java.util.function.LongSupplier;

/**
 * The time of one task, in milliseconds of the broker's clock. It never goes back. Confined to the task's thread.
 *
 * <p>Records move it: what has not been read cannot have expired, however far the worker lags. Where none come, this
 * process's clock moves it, but only by as much as is proven to have passed at the broker with nothing left unread: a
 * record appended at broker time T was processed here at local time L, hence was appended no later than L; so at local
 * time W &gt; L the broker's clock says T + (W − L) or later. If everything appended before W has been processed, nothing
 * older than that is still to come.
 */
final class StreamClock {

    /** Short against the transaction timeout and the poll interval, which must not pass while a backlog expires. */
    private static final long SLICE_MILLIS = 500;

    private final LongSupplier monotonicMillis;
    private long lastRecord;
    private long lastReadAt;
    private long now;

    /**
     * @param monotonicMillis this process's clock, one that never goes back
     * @param start the latest broker time of which the task knows, from an earlier run; 0 when of none
     */
    StreamClock(LongSupplier monotonicMillis, long start) {
        this.monotonicMillis = monotonicMillis;
        this.lastRecord = start;
        this.lastReadAt = monotonicMillis.getAsLong();
        this.now = start;
    }

    /** A record has been read, and brought the stream's time to {@code streamTime}. */
    void onRecord(long streamTime) {
        lastReadAt = monotonicMillis.getAsLong();
        lastRecord = Math.max(lastRecord, streamTime);
        now = Math.max(now, lastRecord);
    }

    /** Everything that was appended before the local time {@code provenAt} has been processed. */
    void onProof(long provenAt) {
        if (provenAt > lastReadAt) {
            now = Math.max(now, lastRecord + (provenAt - lastReadAt));
        }
    }

    long now() {
        return now;
    }

    /** A span of this process's time, beginning now, after which work that can wait should. */
    Slice slice() {
        return new Slice(monotonicMillis.getAsLong() + SLICE_MILLIS);
    }

    /** See {@link #slice}. */
    final class Slice {
        private final long end;

        private Slice(long end) {
            this.end = end;
        }

        boolean isOver() {
            return monotonicMillis.getAsLong() > end;
        }
    }
}

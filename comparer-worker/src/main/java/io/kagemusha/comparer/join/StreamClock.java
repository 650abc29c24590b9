package io.kagemusha.comparer.join;

import java.util.function.LongSupplier;

/**
 * The time of one task, in milliseconds of the broker's clock. It never goes back. Confined to the task's thread.
 *
 * <p>There are two of it. {@link #now} is the latest that was read. {@link #passed} is the time up to which everything has
 * been read, of the requests as of the responses: where one of the topics lags, what it holds cannot have expired, however
 * far the other has been read.
 *
 * <p>Records move both. Where none come, this process's clock does, but only by as much as is proven to have passed at the
 * broker with nothing left unread: a record appended at broker time T was processed here at local time L, hence was
 * appended no later than L; so at local time W &gt; L the broker's clock says T + (W − L) or later. If everything appended
 * before W has been processed, nothing older than that is still to come.
 */
final class StreamClock {

    /** Short against the transaction timeout and the poll interval, which must not pass while a backlog expires. */
    private static final long SLICE_MILLIS = 500;

    /** A broker time, and when by this process's clock it was read. */
    private record Reading(long time, long readAt) {}

    private final LongSupplier monotonicMillis;
    private Reading last;
    private Reading anchor;
    private long requestsReadTo;
    private long responsesReadTo;
    private long now;
    private long passed;

    /**
     * @param monotonicMillis this process's clock, one that never goes back
     * @param start the latest broker time of which the task knows, from an earlier run; 0 when of none
     */
    StreamClock(LongSupplier monotonicMillis, long start) {
        this.monotonicMillis = monotonicMillis;
        this.last = new Reading(start, monotonicMillis.getAsLong());
        this.anchor = last;
        this.now = start;
    }

    /** A record of that time has been read, from the requests or from the responses. */
    void onRecord(boolean request, long time) {
        last = new Reading(Math.max(last.time(), time), monotonicMillis.getAsLong());
        now = Math.max(now, time);
        if (request) {
            requestsReadTo = Math.max(requestsReadTo, time);
        } else {
            responsesReadTo = Math.max(responsesReadTo, time);
        }
        pass(Math.min(requestsReadTo, responsesReadTo));
    }

    /** Everything that was appended before the local time {@code provenAt} has been processed. */
    void onProof(long provenAt) {
        if (provenAt > last.readAt()) {
            anchor = last;
        }
        if (provenAt > anchor.readAt()) {
            pass(anchor.time() + (provenAt - anchor.readAt()));
            // Where records keep coming from one topic alone, the next proof is about them
            anchor = last;
        }
    }

    private void pass(long time) {
        passed = Math.max(passed, time);
        now = Math.max(now, passed);
    }

    /** The latest time that was read, or has passed. */
    long now() {
        return now;
    }

    /** The time before which nothing is still to come. */
    long passed() {
        return passed;
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

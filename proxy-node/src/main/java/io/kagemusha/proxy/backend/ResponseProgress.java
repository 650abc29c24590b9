package io.kagemusha.proxy.backend;

import io.kagemusha.common.exchange.Failure;
import io.kagemusha.common.exchange.FailureKind;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** How far the response to one call is, and whether it keeps within its limits. Confined to the call's event loop. */
final class ResponseProgress {

    /** Interim responses cost the client's memory and the call's time without bringing an answer nearer. */
    private static final int MAX_INTERIM = 100;

    private final long maxBytes;
    private final LongSupplier nanoTime;
    private int interims;
    private int status;
    private long bytes;
    private long work;
    private @Nullable Since bound;
    private long boundNanos;
    private long boundSince;

    /** @param maxBytes of a body that nobody waits for */
    ResponseProgress(long maxBytes, LongSupplier nanoTime) {
        this.maxBytes = maxBytes;
        this.nanoTime = nanoTime;
    }

    /** What came before nobody waited for it any more. */
    enum Since {
        CLIENT_GONE(FailureKind.ABORTED_BY_CLIENT, "the client had gone"),
        ANSWER_OVER(FailureKind.RESPONSE_TIMEOUT, "the client's answer was over");

        private final FailureKind kind;
        private final String text;

        Since(FailureKind kind, String text) {
            this.kind = kind;
            this.text = text;
        }
    }

    /** Returns what is wrong with an interim response, or null. */
    @Nullable
    Failure onInterim(HttpResponseStatus interim) {
        if (interim.equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
            return new Failure(FailureKind.PROTOCOL_ERROR, "status 101 without a request to upgrade");
        }
        interims++;
        return interims > MAX_INTERIM
                ? new Failure(FailureKind.PROTOCOL_ERROR, "more than " + MAX_INTERIM + " interim responses")
                : null;
    }

    void onHead(HttpResponseStatus answered) {
        status = answered.code();
        if (bound != null) {
            boundSince = nanoTime.getAsLong();
        }
    }

    /** Its end is due within {@code nanos}, from now or from its head on; the first such bound is the one that holds. */
    void endWithin(long nanos, Since why) {
        if (bound == null) {
            bound = why;
            boundNanos = nanos;
            boundSince = nanoTime.getAsLong();
        }
    }

    /** How much of {@code nanos} is left before its end is due. */
    long leftOf(long nanos) {
        boolean due = bound != null && status > 0;
        return due ? Math.max(0, Math.min(nanos, boundSince + boundNanos - nanoTime.getAsLong())) : nanos;
    }

    /** Returns that its end is overdue, or null. */
    @Nullable
    Failure overdue() {
        if (bound == null || leftOf(boundNanos) > 0) {
            return null;
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(boundNanos);
        return new Failure(bound.kind, "still answering " + millis + " ms after " + bound.text);
    }

    /** Returns what is wrong with so many bytes more of the body, or null. */
    @Nullable
    Failure onBody(int count, boolean limited) {
        bytes += count;
        work += ShadowReads.work(count);
        if (limited && bytes > maxBytes) {
            return new Failure(FailureKind.TOO_LARGE, "a body of more than " + maxBytes + " bytes");
        }
        return overdue();
    }

    /** Whether so much of the body has come that reading it is work of its own. */
    boolean isLong() {
        return work > ShadowReads.LONG;
    }

    /** Whether anything of it has come. */
    boolean hasBegun() {
        return interims > 0 || status > 0;
    }

    boolean isServerError() {
        return status >= 500;
    }
}

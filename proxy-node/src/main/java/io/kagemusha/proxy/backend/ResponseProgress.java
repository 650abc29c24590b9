package io.kagemusha.proxy.backend;

import io.kagemusha.common.exchange.Failure;
import io.kagemusha.common.exchange.FailureKind;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** How far the response to one call is, and whether it keeps within its limits. Confined to the call's event loop. */
final class ResponseProgress {

    /** Interim responses cost the client's memory and the call's time without bringing an answer nearer. */
    private static final int MAX_INTERIM = 100;

    private final long maxBytes;
    private int interims;
    private int status;
    private long bytes;
    /** How long it may still go on, or 0 while somebody waits for it. */
    private long leftBehindNanos;

    private long leftBehindSince;

    /** @param maxBytes of a body that nobody waits for */
    ResponseProgress(long maxBytes) {
        this.maxBytes = maxBytes;
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
        if (leftBehindNanos > 0) {
            leftBehindSince = System.nanoTime();
        }
    }

    /** Its client has gone: its end is due within {@code nanos}, from now or from its head on. */
    void leaveBehind(long nanos) {
        leftBehindNanos = nanos;
        leftBehindSince = System.nanoTime();
    }

    /** Returns what is wrong with so many bytes more of the body, or null. */
    @Nullable
    Failure onBody(int count, boolean limited) {
        bytes += count;
        if (limited && bytes > maxBytes) {
            return new Failure(FailureKind.TOO_LARGE, "a body of more than " + maxBytes + " bytes");
        }
        if (leftBehindNanos > 0 && System.nanoTime() - leftBehindSince > leftBehindNanos) {
            long millis = TimeUnit.NANOSECONDS.toMillis(leftBehindNanos);
            return new Failure(
                    FailureKind.ABORTED_BY_CLIENT, "still answering " + millis + " ms after the client had gone");
        }
        return null;
    }

    /** Whether more than so many bytes of the body have come. */
    boolean isLongerThan(int limit) {
        return bytes > limit;
    }

    /** Whether anything of it has come. */
    boolean hasBegun() {
        return interims > 0 || status > 0;
    }

    boolean isServerError() {
        return status >= 500;
    }
}

package io.kagemusha.common.exchange;

import io.kagemusha.common.http.ResponseMessage;
import org.jspecify.annotations.Nullable;

/**
 * What became of one request at one backend: a response, a failure, or, when the response broke off, both.
 *
 * @param response what was received; null when no head arrived
 * @param failure why it is not complete; null when it is
 * @param sent the request as it was sent there; null when it was the client's but for what every proxy changes
 */
public record Result(
        @Nullable ResponseMessage response,
        @Nullable Failure failure,
        Timings timings,
        @Nullable SentRequest sent) {

    public Result {
        if (response == null && failure == null) {
            throw new IllegalArgumentException("result: neither response nor failure (expected: one of them)");
        }
    }

    /** Whether a whole response is there. */
    public boolean complete() {
        return failure == null;
    }
}

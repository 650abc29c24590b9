package io.kagemusha.common.hook;

import io.kagemusha.common.exchange.Failure;
import io.kagemusha.common.exchange.Timings;
import io.kagemusha.common.http.RequestMessage;
import io.kagemusha.common.http.ResponseMessage;
import org.jspecify.annotations.Nullable;

/** What one backend did with one exchange. */
public interface FinishedBackend {

    String name();

    /** Whether its response was the client's. */
    boolean reply();

    /** The request as it was sent there, after munging; null when the request record was lost and nothing was munged. */
    @Nullable
    RequestMessage request();

    /** The response with the raw bytes of its body; null when none came. A broken-off one has a failure too. */
    @Nullable
    ResponseMessage response();

    /** Why there is no complete response, or null. */
    @Nullable
    Failure failure();

    Timings timings();

    /**
     * The body without its content coding (gzip, deflate, br, zstd). The raw bytes where it cannot be decoded; empty
     * without a response.
     */
    byte[] decodedBody();

    /** {@link #decodedBody()} as text, by the charset that the response names, else UTF-8. */
    String text();
}

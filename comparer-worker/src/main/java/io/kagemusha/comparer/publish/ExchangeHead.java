package io.kagemusha.comparer.publish;

import io.kagemusha.common.http.RequestMessage;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What all events of one exchange say about it.
 *
 * @param time when the client's request arrived, by the proxy node's clock; where that record is lost, when a backend was
 *     finished with it
 * @param endpoint {@link #UNKNOWN_ENDPOINT} where the request is lost
 */
public record ExchangeHead(
        String requestId,
        Instant time,
        String route,
        String endpoint,
        @Nullable RequestMessage request) {

    /** The endpoint of an exchange whose request is not known. */
    public static final String UNKNOWN_ENDPOINT = "unknown";
}

package io.kagemusha.comparer.finish;

import io.kagemusha.common.exchange.RequestRecord;
import io.kagemusha.common.exchange.ResponseRecord;
import io.kagemusha.common.exchange.Selection;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that has come of one exchange, when it is complete or its join timeout has passed.
 *
 * @param firstArrival when the first record of it was read, by the broker's clock
 * @param request null when it did not come or cannot be read
 * @param responses by backend, those that came and can be read
 * @param unreadable by {@link #REQUEST} or {@link #responseOf}, why a record that came cannot be read
 * @param bytes what its records weigh
 */
public record JoinedExchange(
        Selection selection,
        Instant firstArrival,
        @Nullable RequestRecord request,
        Map<String, ResponseRecord> responses,
        Map<String, String> unreadable,
        long bytes) {

    /** How reasons name the request record. */
    public static final String REQUEST = "request";

    /** How reasons name a response record. */
    public static String responseOf(String backend) {
        return "response of " + backend;
    }

    /** Whether every record is there and every backend has answered completely. */
    boolean answeredCompletely() {
        return request != null
                && responses.size() == selection.backends().size()
                && responses.values().stream().allMatch(r -> r.result().complete());
    }
}

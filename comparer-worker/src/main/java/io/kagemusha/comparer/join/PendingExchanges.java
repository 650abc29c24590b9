package io.kagemusha.comparer.join;

import io.kagemusha.common.exchange.Selection;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The exchanges of one task that wait for records, in the order of their first arrival, which is also the order in which
 * they expire: the task's time never goes back, and the join timeout is the same for all. Confined to the task's thread.
 */
final class PendingExchanges {

    private final LinkedHashMap<String, PendingExchange> byRequestId = new LinkedHashMap<>();

    @Nullable
    PendingExchange get(String requestId) {
        return byRequestId.get(requestId);
    }

    /** Adds an exchange whose first arrival is not before that of any other here. */
    PendingExchange begin(Selection selection, long now) {
        var exchange = new PendingExchange(selection, now);
        byRequestId.put(exchange.requestId(), exchange);
        return exchange;
    }

    void remove(PendingExchange exchange) {
        byRequestId.remove(exchange.requestId());
    }

    /** The one that waits longest if its first arrival is before {@code time}, else null. */
    @Nullable
    PendingExchange eldestBefore(long time) {
        var eldest = byRequestId.values().iterator();
        if (eldest.hasNext()) {
            var exchange = eldest.next();
            return exchange.firstArrival() < time ? exchange : null;
        }
        return null;
    }

    /** Those of which every record is there; a copy. */
    List<PendingExchange> complete() {
        return byRequestId.values().stream().filter(PendingExchange::complete).toList();
    }

    Collection<PendingExchange> all() {
        return Collections.unmodifiableCollection(byRequestId.values());
    }

    /** The number of records that wait. */
    int records() {
        return byRequestId.values().stream()
                .mapToInt(exchange -> exchange.arrived().cardinality())
                .sum();
    }
}

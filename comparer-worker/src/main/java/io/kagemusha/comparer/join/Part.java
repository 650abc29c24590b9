package io.kagemusha.comparer.join;

import io.kagemusha.common.exchange.Selection;
import io.kagemusha.comparer.finish.JoinedExchange;

/**
 * The place of a record in its exchange, as a number: 0 for the request, then the responses in order of the selected
 * backends. So the records that have arrived are a bit set.
 */
final class Part {

    static final int REQUEST = 0;

    private Part() {}

    /** The number of records that belong to an exchange. */
    static int count(Selection selection) {
        return 1 + selection.backends().size();
    }

    static int response(Selection selection, String backend) {
        return 1 + selection.backends().indexOf(backend);
    }

    /** The key under which that record waits. */
    static StoreKey key(Selection selection, int part) {
        return part == REQUEST
                ? StoreKey.request(selection.requestId())
                : new StoreKey(selection.requestId(), selection.backends().get(part - 1));
    }

    /** How reasons name that record. */
    static String describe(Selection selection, int part) {
        return part == REQUEST
                ? JoinedExchange.REQUEST
                : JoinedExchange.responseOf(selection.backends().get(part - 1));
    }
}

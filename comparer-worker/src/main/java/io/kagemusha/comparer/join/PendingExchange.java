package io.kagemusha.comparer.join;

import io.kagemusha.common.exchange.Selection;
import java.util.BitSet;

/**
 * An exchange of which records have arrived, and which these are. The records themselves are in the store, but for the
 * one that completes the exchange, which needs no place there.
 */
final class PendingExchange {

    private final Selection selection;
    private final long firstArrival;
    private final BitSet arrived = new BitSet();
    private final BitSet stored = new BitSet();

    /**
     * @param firstArrival when its first record was read, in milliseconds of the broker's clock
     */
    PendingExchange(Selection selection, long firstArrival) {
        this.selection = selection;
        this.firstArrival = firstArrival;
    }

    Selection selection() {
        return selection;
    }

    String requestId() {
        return selection.requestId();
    }

    long firstArrival() {
        return firstArrival;
    }

    void arrive(int part) {
        arrived.set(part);
    }

    boolean hasArrived(int part) {
        return arrived.get(part);
    }

    BitSet arrived() {
        return arrived;
    }

    /** Notes that the record of that part is in the store. */
    void store(int part) {
        stored.set(part);
    }

    BitSet stored() {
        return stored;
    }

    /** Whether the record of that part would complete the exchange. */
    boolean lacksOnly(int part) {
        return !arrived.get(part) && arrived.cardinality() == Part.count(selection) - 1;
    }

    boolean complete() {
        return arrived.cardinality() == Part.count(selection);
    }
}

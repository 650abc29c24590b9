package io.kagemusha.comparer.join;

import io.kagemusha.common.exchange.Selection;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * An exchange of which records have arrived, and which these are. Records that came since the task's last commit are held
 * here, older ones are in the store.
 */
final class PendingExchange {

    private final Selection selection;
    private final long firstArrival;
    private final BitSet arrived = new BitSet();
    private final BitSet stored = new BitSet();
    private final @Nullable ArrivedRecord[] held;

    /**
     * @param firstArrival when its first record was read, in milliseconds of the broker's clock
     */
    PendingExchange(Selection selection, long firstArrival) {
        this.selection = selection;
        this.firstArrival = firstArrival;
        this.held = new ArrivedRecord[Part.count(selection)];
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

    /** Takes a record. */
    void hold(int part, ArrivedRecord record) {
        arrived.set(part);
        held[part] = record;
    }

    /** The record of that part, or null when it has not arrived or is in the store. */
    @Nullable
    ArrivedRecord held(int part) {
        return held[part];
    }

    /** Notes that the record of that part has arrived and is in the store. */
    void stored(int part) {
        arrived.set(part);
        stored.set(part);
        held[part] = null;
    }

    boolean hasArrived(int part) {
        return arrived.get(part);
    }

    BitSet arrived() {
        return arrived;
    }

    /** The parts whose records are in the store. */
    BitSet stored() {
        return stored;
    }

    /** Lets go of the records that are held; the exchange is finished. */
    void release() {
        Arrays.fill(held, null);
    }

    /** Whether the record of that part would complete the exchange. */
    boolean lacksOnly(int part) {
        return !arrived.get(part) && arrived.cardinality() == Part.count(selection) - 1;
    }

    boolean complete() {
        return arrived.cardinality() == Part.count(selection);
    }
}

package io.kagemusha.comparer.join;

import java.util.BitSet;

/** What the exchange store holds under one key. */
sealed interface StoreEntry {

    /** A record that waits for the others of its exchange. */
    record Waiting(ArrivedRecord record) implements StoreEntry {}

    /**
     * The mark of a finished exchange: what still comes for it is late or twice, and makes no second outcome.
     *
     * @param at the broker's time, in milliseconds, when it was finished
     * @param complete whether every record had arrived, so that nothing can be late
     * @param arrived which records had arrived, by the numbers of {@link Part}
     */
    record Finished(long at, boolean complete, BitSet arrived) implements StoreEntry {

        public Finished {
            arrived = (BitSet) arrived.clone();
        }
    }
}

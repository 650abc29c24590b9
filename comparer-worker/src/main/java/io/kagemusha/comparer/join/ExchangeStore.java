package io.kagemusha.comparer.join;

import io.kagemusha.common.exchange.Selection;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The records that wait and the marks of finished exchanges: one task's part of the state that outlives a worker. One
 * entry holds one record, so that no entry outgrows the broker's limit on what a record may weigh. Exchanges that begin and
 * end within one commit interval, which are most, leave nothing but a mark. Confined to the task's thread.
 */
final class ExchangeStore {

    private record Found(StoreKey key, ArrivedRecord record) {}

    private final KeyValueStore<Bytes, byte[]> entries;
    private final FinishedMarks complete = new FinishedMarks(Integer.MAX_VALUE);
    private final FinishedMarks incomplete;
    private final Runnable callBeforeCommit;
    private final List<PendingExchange> unsaved = new ArrayList<>();

    /**
     * @param mostIncomplete how many marks of exchanges are kept of which records were missing
     * @param callBeforeCommit asks that {@link #save} be called, once, when the next commit is about to be made, or at once
     */
    ExchangeStore(KeyValueStore<Bytes, byte[]> entries, int mostIncomplete, Runnable callBeforeCommit) {
        this.entries = entries;
        this.callBeforeCommit = callBeforeCommit;
        this.incomplete = new FinishedMarks(mostIncomplete);
    }

    /**
     * Reads what an earlier owner of the partition left.
     *
     * @param waiting called with the key and the record of each that waits, in order of arrival
     * @return the latest time found, 0 where the store is empty
     */
    long restore(BiConsumer<StoreKey, ArrivedRecord> waiting) {
        var found = new ArrayList<Found>();
        try (var all = entries.all()) {
            while (all.hasNext()) {
                var entry = all.next();
                var decoded = StoreEntryCodec.decode(entry.value);
                if (decoded instanceof StoreEntry.Waiting w) {
                    found.add(new Found(StoreKey.of(entry.key), w.record()));
                } else if (decoded instanceof StoreEntry.Finished f) {
                    marks(f.complete()).add(entry.key, f.at());
                }
            }
        }
        complete.sort();
        incomplete.sort();
        found.sort(Comparator.comparingLong(f -> f.record().arrivedAt()));
        found.forEach(f -> waiting.accept(f.key(), f.record()));
        long latest = Math.max(complete.latest(), incomplete.latest());
        return found.isEmpty()
                ? latest
                : Math.max(latest, found.get(found.size() - 1).record().arrivedAt());
    }

    /** Has the records that the exchange holds written when the next commit is about to be made and it still waits. */
    void saveLater(PendingExchange exchange) {
        unsaved.add(exchange);
        if (unsaved.size() == 1) {
            callBeforeCommit.run();
        }
    }

    /** Writes the records that still wait, so that the next owner finds them. */
    void save() {
        for (PendingExchange exchange : unsaved) {
            exchange.arrived().stream().forEach(part -> save(exchange, part));
        }
        unsaved.clear();
    }

    private void save(PendingExchange exchange, int part) {
        ArrivedRecord record = exchange.held(part);
        if (record != null) {
            entries.put(Part.key(exchange.selection(), part).toBytes(), StoreEntryCodec.encode(record));
            exchange.stored(part);
        }
    }

    /** The record of that part, or null when it is not here. */
    @Nullable
    ArrivedRecord get(PendingExchange exchange, int part) {
        ArrivedRecord held = exchange.held(part);
        if (held != null) {
            return held;
        }
        if (exchange.stored().get(part)) {
            byte[] value = entries.get(Part.key(exchange.selection(), part).toBytes());
            if (value != null && StoreEntryCodec.decode(value) instanceof StoreEntry.Waiting waiting) {
                return waiting.record();
            }
        }
        return null;
    }

    /** Puts a mark in the place of the exchange's records. */
    void finish(PendingExchange exchange, long now) {
        Selection selection = exchange.selection();
        exchange.release();
        exchange.stored().stream()
                .filter(part -> part != Part.REQUEST)
                .forEach(part -> entries.delete(Part.key(selection, part).toBytes()));
        var key = StoreKey.request(selection.requestId()).toBytes();
        var mark = new StoreEntry.Finished(now, exchange.complete(), exchange.arrived());
        entries.put(key, StoreEntryCodec.encode(mark));
        marks(mark.complete()).add(key, now);
    }

    /** Which records of a finished exchange had arrived; null when there is no mark of it. */
    @Nullable
    BitSet finished(String requestId) {
        byte[] value = entries.get(StoreKey.request(requestId).toBytes());
        return value != null && StoreEntryCodec.decode(value) instanceof StoreEntry.Finished mark
                ? mark.arrived()
                : null;
    }

    /**
     * Removes the marks of exchanges that were finished before the one time if complete, before the other if not.
     *
     * @return how many more were removed because there were too many
     */
    int forget(long completeBefore, long incompleteBefore) {
        return complete.forgetBefore(completeBefore, entries::delete)
                + incomplete.forgetBefore(incompleteBefore, entries::delete);
    }

    private FinishedMarks marks(boolean ofComplete) {
        return ofComplete ? complete : incomplete;
    }
}

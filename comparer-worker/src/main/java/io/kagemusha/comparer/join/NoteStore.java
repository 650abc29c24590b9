package io.kagemusha.comparer.join;

import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.query.Position;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/** A store of one task that is always empty: what is put into it makes a call of {@link BeforeCommit}. */
final class NoteStore implements KeyValueStore<Bytes, byte[]> {

    private final KeyValueStore<Bytes, byte[]> empty;
    private final BeforeCommit calls;
    private @Nullable TaskId task;

    private NoteStore(String name, BeforeCommit calls) {
        this.empty = Stores.inMemoryKeyValueStore(name).get();
        this.calls = calls;
    }

    static KeyValueBytesStoreSupplier supplier(String name, BeforeCommit calls) {
        return new KeyValueBytesStoreSupplier() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public KeyValueStore<Bytes, byte[]> get() {
                return new NoteStore(name, calls);
            }

            @Override
            public String metricsScope() {
                return name;
            }
        };
    }

    @Override
    public String name() {
        return empty.name();
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {
        empty.init(context, root);
        task = context.taskId();
    }

    @Override
    public void put(Bytes key, byte @Nullable [] value) {
        if (task != null) {
            calls.call(task);
        }
    }

    @Override
    public byte @Nullable [] putIfAbsent(Bytes key, byte @Nullable [] value) {
        put(key, value);
        return null;
    }

    @Override
    public void putAll(List<KeyValue<Bytes, byte[]>> entries) {
        entries.forEach(entry -> put(entry.key, entry.value));
    }

    @Override
    public byte @Nullable [] delete(Bytes key) {
        return null;
    }

    @Override
    public byte @Nullable [] get(Bytes key) {
        return null;
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> range(Bytes from, Bytes to) {
        return empty.range(from, to);
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> all() {
        return empty.all();
    }

    @Override
    public long approximateNumEntries() {
        return 0;
    }

    @Override
    public Position getPosition() {
        return empty.getPosition();
    }

    @Override
    public boolean persistent() {
        return false;
    }

    @Override
    public boolean isOpen() {
        return empty.isOpen();
    }

    @Override
    public void close() {
        if (task != null) {
            calls.forget(task);
        }
        empty.close();
    }
}

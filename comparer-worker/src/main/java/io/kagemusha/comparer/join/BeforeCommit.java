package io.kagemusha.comparer.join;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * Calls a task when its next commit is about to be made, so that it puts into its store what should be part of it. Kafka
 * Streams has no such call of its own, but before a commit it writes what its caches hold to the stores behind them: a task
 * that wants to be called leaves a note in such a cache, and the store behind it, {@link NoteStore}, makes the call. A
 * cache that has no room passes the note on at once, so the call may come sooner than it must. Safe for use by several
 * threads.
 */
final class BeforeCommit {

    /** The name of the store, which has no topic. */
    static final String STORE = "before-commit";

    private static final Bytes NOTE = Bytes.wrap(new byte[] {1});

    private final Map<TaskId, Runnable> actions = new ConcurrentHashMap<>();

    StoreBuilder<?> store() {
        return Stores.keyValueStoreBuilder(NoteStore.supplier(STORE, this), Serdes.Bytes(), Serdes.ByteArray())
                .withCachingEnabled()
                .withLoggingDisabled();
    }

    /**
     * Says what to call, on the task's thread, in place of what was said for that task before.
     *
     * @return asks for one call; after it, or during it, it may be asked again
     */
    Runnable register(ProcessorContext<?, ?> context, Runnable action) {
        KeyValueStore<Bytes, byte[]> notes = context.getStateStore(STORE);
        actions.put(context.taskId(), action);
        return () -> notes.put(NOTE, NOTE.get());
    }

    /** The task is gone from here. */
    void forget(TaskId task) {
        actions.remove(task);
    }

    /** Calls the task. */
    void call(TaskId task) {
        Objects.requireNonNull(actions.get(task), "task").run();
    }
}

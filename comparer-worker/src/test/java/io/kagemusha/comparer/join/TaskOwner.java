package io.kagemusha.comparer.join;

import io.kagemusha.common.hook.BackendFinished;
import io.kagemusha.comparer.DirectExecutor;
import io.kagemusha.comparer.Pipeline;
import io.kagemusha.comparer.finish.CurrentComparing;
import io.kagemusha.comparer.finish.FinishStages;
import io.kagemusha.comparer.finish.HookCalls;
import io.kagemusha.comparer.finish.HookMemory;
import io.kagemusha.comparer.metric.ComparerMetrics;
import io.kagemusha.comparer.publish.EventLimits;
import io.kagemusha.comparer.publish.EventWriter;
import io.kagemusha.comparer.publish.Sinks;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/** One task in the hands of one worker, which knows of the task's past what the store holds. */
final class TaskOwner {

    /** What one owner leaves to the next. */
    record State(List<KeyValue<Bytes, byte[]>> entries, long streamTime) {

        static final State EMPTY = new State(List.of(), 0);
    }

    private final ComparerMetrics metrics;
    private final AtomicLong monotonicMillis = new AtomicLong();
    private final AtomicLong provenReadUntil = new AtomicLong(IdlePartitions.NEVER);
    private final MockProcessorContext<byte[], byte[]> context = new MockProcessorContext<>();
    private final KeyValueStore<Bytes, byte[]> store = Stores.keyValueStoreBuilder(
                    Stores.inMemoryKeyValueStore(JoinStage.STORE), Serdes.Bytes(), Serdes.ByteArray())
            .withLoggingDisabled()
            .build();
    private final KeyValueStore<Bytes, byte[]> notes = Stores.keyValueStoreBuilder(
                    Stores.inMemoryKeyValueStore(BeforeCommit.STORE), Serdes.Bytes(), Serdes.ByteArray())
            .withLoggingDisabled()
            .build();
    private final FullPartitions full = new FullPartitions();
    private final JoinStage join;
    private final Processor<byte[], byte[], byte[], byte[]> processor;

    TaskOwner(State state) {
        this(state, new ComparerMetrics(new SimpleMeterRegistry()));
    }

    TaskOwner(State state, ComparerMetrics metrics) {
        this(state, metrics, List.of(), DirectExecutor::new, Long.MAX_VALUE);
    }

    /** An owner that has hooks, on threads that {@code hookThreads} makes, and so many bytes of records waiting for them. */
    TaskOwner(
            State state,
            ComparerMetrics metrics,
            List<BackendFinished> backendFinished,
            Supplier<ExecutorService> hookThreads,
            long hookMemory) {
        this.metrics = metrics;
        var settings = new Pipeline.Setup().settings();
        var hooks = new HookCalls(backendFinished, duration -> {}, metrics);
        var finish = new FinishStages(
                new CurrentComparing(settings),
                hooks,
                hookThreads,
                monotonicMillis::get,
                metrics,
                new HookMemory(hookMemory));
        join = new JoinStage(
                Pipeline.TOPICS,
                finish,
                new EventWriter(settings::inlineBodyBytes),
                new EventLimits(1 << 20, 1 << 20),
                partition -> provenReadUntil.get(),
                full);
        store.init(context.getStateStoreContext(), store);
        notes.init(context.getStateStoreContext(), notes);
        state.entries().forEach(entry -> store.put(entry.key, entry.value));
        context.setCurrentStreamTimeMs(state.streamTime());
        processor = join.get();
        processor.init(context);
    }

    ComparerMetrics metrics() {
        return metrics;
    }

    /** Gives the task up, in order, to the one that is returned. */
    TaskOwner successor() {
        close();
        return new TaskOwner(state());
    }

    void close() {
        processor.close();
    }

    void process(ProducerRecord<byte[], byte[]> record, long time) {
        context.setCurrentStreamTimeMs(Math.max(time, context.currentStreamTimeMs()));
        context.setRecordMetadata(record.topic(), 0, 0);
        processor.process(new Record<>(record.key(), record.value(), time, record.headers()));
    }

    /** The process's clock goes on, while the task is at work. */
    void pass(Duration duration) {
        monotonicMillis.addAndGet(duration.toMillis());
    }

    /** Whether no more should be read. */
    boolean isFull() {
        return full.contains(0);
    }

    void passIdle(Duration duration) {
        provenReadUntil.set(monotonicMillis.addAndGet(duration.toMillis()));
        tick();
    }

    void tick() {
        context.scheduledPunctuators().get(0).getPunctuator().punctuate(0);
    }

    /** The outcomes since this was last asked. */
    List<String> verdicts() {
        var verdicts = context.forwarded(Sinks.OUTCOMES).stream()
                .map(forward -> Pipeline.verdict(Pipeline.json(forward.record().value())))
                .toList();
        context.resetForwards();
        return verdicts;
    }

    /** What a commit leaves in the store. */
    List<KeyValue<Bytes, byte[]>> entries() {
        join.beforeCommit().call(context.taskId());
        return written();
    }

    /** What is in the store. */
    List<KeyValue<Bytes, byte[]>> written() {
        var entries = new ArrayList<KeyValue<Bytes, byte[]>>();
        try (var all = store.all()) {
            all.forEachRemaining(entries::add);
        }
        return entries;
    }

    State state() {
        return new State(entries(), context.currentStreamTimeMs());
    }
}

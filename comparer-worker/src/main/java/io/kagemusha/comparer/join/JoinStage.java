package io.kagemusha.comparer.join;

import io.kagemusha.common.topic.Topics;
import io.kagemusha.comparer.finish.FinishStages;
import io.kagemusha.comparer.metric.ComparerMetrics;
import io.kagemusha.comparer.publish.EventLimits;
import io.kagemusha.comparer.publish.EventWriter;
import io.kagemusha.comparer.publish.Publisher;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The joining stage as a node of the topology: makes the processor of each task, and the stores that go with it. Safe for
 * use by several threads.
 */
public final class JoinStage implements ProcessorSupplier<byte[], byte[], byte[], byte[]> {

    /** The name of the store, hence of its topic: {@code <application.id>-exchanges-changelog}. */
    public static final String STORE = "exchanges";

    private final Topics topics;
    private final FinishStages finish;
    private final EventWriter writer;
    private final EventLimits limits;
    private final IdlePartitions idlePartitions;
    private final FullPartitions fullPartitions;
    private final long joinTimeoutMillis;
    private final BeforeCommit beforeCommit = new BeforeCommit();

    /**
     * @param finish the stage after this one
     * @param writer writes the events of the stage after that
     * @param idlePartitions lets time pass where no records come
     * @param fullPartitions is told of which partitions no more should be read
     */
    public JoinStage(
            Topics topics,
            FinishStages finish,
            EventWriter writer,
            EventLimits limits,
            IdlePartitions idlePartitions,
            FullPartitions fullPartitions) {
        this.topics = topics;
        this.finish = finish;
        this.writer = writer;
        this.limits = limits;
        this.idlePartitions = idlePartitions;
        this.fullPartitions = fullPartitions;
        // One for all exchanges, as they expire in the order in which they began
        this.joinTimeoutMillis =
                finish.comparing().get().settings().joinTimeout().toMillis();
    }

    @Override
    public Processor<byte[], byte[], byte[], byte[]> get() {
        return new JoinProcessor(this);
    }

    /** The store, in memory and backed by a compacted topic, and the notice that it needs of commits. */
    @Override
    public Set<StoreBuilder<?>> stores() {
        var exchanges = Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore(STORE), Serdes.Bytes(), Serdes.ByteArray())
                .withLoggingEnabled(Map.of("max.message.bytes", Integer.toString(limits.changelogBytes())));
        // In one order, so that the topology describes itself alike in every process
        return new LinkedHashSet<>(List.of(exchanges, beforeCommit.store()));
    }

    BeforeCommit beforeCommit() {
        return beforeCommit;
    }

    Topics topics() {
        return topics;
    }

    IdlePartitions idlePartitions() {
        return idlePartitions;
    }

    FullPartitions fullPartitions() {
        return fullPartitions;
    }

    ComparerMetrics metrics() {
        return finish.metrics();
    }

    LongSupplier monotonicMillis() {
        return finish.monotonicMillis();
    }

    Publisher publisher(ProcessorContext<byte[], byte[]> context) {
        return new Publisher(context, writer, limits, metrics());
    }

    JoinTask task(Publisher publisher, DeadLetters deadLetters) {
        return new JoinTask(finish.create(), publisher, deadLetters, joinTimeoutMillis, limits, metrics());
    }
}

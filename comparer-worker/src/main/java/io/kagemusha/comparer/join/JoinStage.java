package io.kagemusha.comparer.join;

import io.kagemusha.common.topic.Topics;
import io.kagemusha.comparer.finish.FinishStages;
import io.kagemusha.comparer.metric.ComparerMetrics;
import io.kagemusha.comparer.publish.EventLimits;
import io.kagemusha.comparer.publish.EventWriter;
import io.kagemusha.comparer.publish.Publisher;
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
 * The joining stage as a node of the topology: makes the processor of each task, and the store that goes with it. Safe for
 * use by several threads.
 *
 * @param finish the stage after this one
 * @param writer writes the events of the stage after that
 * @param idlePartitions lets time pass where no records come
 */
public record JoinStage(
        Topics topics, FinishStages finish, EventWriter writer, EventLimits limits, IdlePartitions idlePartitions)
        implements ProcessorSupplier<byte[], byte[], byte[], byte[]> {

    /** The name of the store, hence of its topic: {@code <application.id>-exchanges-changelog}. */
    public static final String STORE = "exchanges";

    @Override
    public Processor<byte[], byte[], byte[], byte[]> get() {
        return new JoinProcessor(this);
    }

    /**
     * The store, in memory and backed by a compacted topic. Caching keeps what begins and ends within one commit interval
     * out of that topic, but for a tombstone.
     */
    @Override
    public Set<StoreBuilder<?>> stores() {
        return Set.of(
                Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(STORE), Serdes.Bytes(), Serdes.ByteArray())
                        .withCachingEnabled()
                        .withLoggingEnabled(Map.of("max.message.bytes", Integer.toString(limits.changelogBytes()))));
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
        LongSupplier joinTimeoutMillis =
                () -> finish.comparing().get().settings().joinTimeout().toMillis();
        return new JoinTask(finish.create(), publisher, deadLetters, joinTimeoutMillis, limits, metrics());
    }
}

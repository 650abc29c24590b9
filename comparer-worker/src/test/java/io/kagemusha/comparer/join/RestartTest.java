package io.kagemusha.comparer.join;

import static io.kagemusha.comparer.Exchanges.request;
import static io.kagemusha.comparer.Exchanges.response;
import static io.kagemusha.comparer.Exchanges.selection;
import static org.assertj.core.api.Assertions.assertThat;

import io.kagemusha.common.exchange.Selection;
import io.kagemusha.common.record.RecordWriter;
import io.kagemusha.comparer.DirectExecutor;
import io.kagemusha.comparer.Pipeline;
import io.kagemusha.comparer.finish.CurrentComparing;
import io.kagemusha.comparer.finish.FinishStages;
import io.kagemusha.comparer.finish.HookCalls;
import io.kagemusha.comparer.metric.ComparerMetrics;
import io.kagemusha.comparer.publish.EventLimits;
import io.kagemusha.comparer.publish.EventWriter;
import io.kagemusha.comparer.publish.Sinks;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

/** A partition goes from one owner to the next, who knows of it what the store holds. */
class RestartTest {

    private static final RecordWriter WRITER =
            new RecordWriter(Pipeline.TOPICS.requests(), Pipeline.TOPICS.responses());

    private final Selection exchange = selection("1", "production", "staging");

    @Test
    void theNextOwnerJoinsWhatTheFirstLeftWaiting() {
        // Given
        var first = new Owner(List.of(), 0);
        first.process(WRITER.write(request(exchange)), 1_000);
        first.process(WRITER.write(response(exchange, "production", "{}")), 2_000);
        var second = first.successor();

        // When
        second.process(WRITER.write(response(exchange, "staging", "{}")), 3_000);

        // Then
        assertThat(first.outcomes()).isZero();
        assertThat(second.outcomes()).isEqualTo(1);
        assertThat(first.metrics.pendingExchanges()).isZero();
        assertThat(second.metrics.pendingExchanges()).isZero();
    }

    @Test
    void theNextOwnerMakesNoSecondOutcomeOfWhatTheFirstFinished() {
        // Given
        var first = new Owner(List.of(), 0);
        first.process(WRITER.write(request(exchange)), 1_000);
        first.process(WRITER.write(response(exchange, "production", "{}")), 2_000);
        first.process(WRITER.write(response(exchange, "staging", "{}")), 3_000);
        var second = first.successor();

        // When
        second.process(WRITER.write(response(exchange, "staging", "{}")), 4_000);
        second.passIdle(Pipeline.JOIN_TIMEOUT.multipliedBy(3));

        // Then
        assertThat(first.outcomes()).isEqualTo(1);
        assertThat(second.outcomes()).isZero();
        assertThat(second.entries()).isEmpty();
    }

    @Test
    void theNextOwnerExpiresWhatTheFirstLeftWaitingCountingFromItsArrival() {
        // Given
        var first = new Owner(List.of(), 0);
        first.process(WRITER.write(request(exchange)), 1_000);
        var second = first.successor();
        second.passIdle(Pipeline.JOIN_TIMEOUT);
        assertThat(second.outcomes()).isZero();

        // When
        second.passIdle(Duration.ofMillis(1));

        // Then
        assertThat(second.outcomes()).isEqualTo(1);
    }

    @Test
    void theNextOwnerFinishesWhatTheFirstHadWithItsHooks() {
        // Given
        var first = new Owner(List.of(), 0);
        first.process(WRITER.write(request(exchange)), 1_000);
        first.process(WRITER.write(response(exchange, "production", "{}")), 2_000);
        var entries = first.entries();
        var other = new Owner(List.of(), 0);
        other.process(WRITER.write(response(exchange, "staging", "{}")), 2_500);
        entries.addAll(other.entries());

        // When
        var second = new Owner(entries, 3_000);
        second.tick();

        // Then
        assertThat(second.outcomes()).isEqualTo(1);
    }

    /** One task in the hands of one worker. */
    private static final class Owner {
        private final ComparerMetrics metrics = new ComparerMetrics(new SimpleMeterRegistry());
        private final AtomicLong monotonicMillis = new AtomicLong();
        private final AtomicLong provenReadUntil = new AtomicLong(IdlePartitions.NEVER);
        private final MockProcessorContext<byte[], byte[]> context = new MockProcessorContext<>();
        private final KeyValueStore<Bytes, byte[]> store = Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore(JoinStage.STORE), Serdes.Bytes(), Serdes.ByteArray())
                .withLoggingDisabled()
                .build();
        private final Processor<byte[], byte[], byte[], byte[]> processor;
        private long offset;

        Owner(List<KeyValue<Bytes, byte[]>> entries, long streamTime) {
            var settings = new Pipeline.Setup().settings();
            var hooks = new HookCalls(List.of(), duration -> {}, metrics);
            var finish = new FinishStages(
                    new CurrentComparing(settings), hooks, DirectExecutor::new, monotonicMillis::get, metrics);
            var join = new JoinStage(
                    Pipeline.TOPICS,
                    finish,
                    new EventWriter(settings::inlineBodyBytes),
                    new EventLimits(1 << 20, 1 << 20),
                    partition -> provenReadUntil.get());
            store.init(context.getStateStoreContext(), store);
            entries.forEach(entry -> store.put(entry.key, entry.value));
            context.setCurrentStreamTimeMs(streamTime);
            processor = join.get();
            processor.init(context);
        }

        Owner successor() {
            processor.close();
            return new Owner(entries(), context.currentStreamTimeMs());
        }

        void process(ProducerRecord<byte[], byte[]> record, long time) {
            context.setCurrentStreamTimeMs(time);
            context.setRecordMetadata(record.topic(), 0, offset++);
            processor.process(new Record<>(record.key(), record.value(), time, record.headers()));
        }

        void passIdle(Duration duration) {
            provenReadUntil.set(monotonicMillis.addAndGet(duration.toMillis()));
            tick();
        }

        void tick() {
            context.scheduledPunctuators().get(0).getPunctuator().punctuate(0);
        }

        int outcomes() {
            return context.forwarded(Sinks.OUTCOMES).size();
        }

        List<KeyValue<Bytes, byte[]>> entries() {
            var entries = new ArrayList<KeyValue<Bytes, byte[]>>();
            try (var all = store.all()) {
                all.forEachRemaining(entries::add);
            }
            return entries;
        }
    }
}

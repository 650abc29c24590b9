package io.kagemusha.comparer.join;

import io.kagemusha.common.exchange.Selection;
import io.kagemusha.common.record.BadRecordException;
import io.kagemusha.common.record.RecordReader;
import io.kagemusha.comparer.metric.DeadLetterReason;
import io.kagemusha.comparer.publish.Publisher;
import java.time.Duration;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * One task of the topology: what Kafka Streams calls, for the requests and responses of one partition. It holds no logic;
 * {@link ExchangeJoin} does.
 */
final class JoinProcessor implements Processor<byte[], byte[], byte[], byte[]> {

    /** How often hooks that are done and time that has passed without records are looked at. */
    private static final Duration TICK = Duration.ofMillis(50);

    private final JoinStage stage;
    private final RecordIntake intake;
    private ProcessorContext<byte[], byte[]> context;
    private DeadLetters deadLetters;
    private Publisher publisher;
    private StreamClock clock;
    private ExchangeStore store;
    private ExchangeJoin join;

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else
    JoinProcessor(JoinStage stage) {
        this.stage = stage;
        this.intake = new RecordIntake(stage.topics().requests());
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> newContext) {
        context = newContext;
        deadLetters = new DeadLetters(stage.topics(), context.taskId().partition());
        publisher = stage.publisher(context);
        store = new ExchangeStore(
                context.<KeyValueStore<Bytes, byte[]>>getStateStore(JoinStage.STORE),
                ExchangeJoin.MOST_INCOMPLETE,
                stage.beforeCommit().register(context, () -> store.save()));
        var pending = new PendingExchanges();
        long latest = store.restore((key, record) -> restore(pending, key, record));
        clock = new StreamClock(stage.monotonicMillis(), Math.max(latest, context.currentStreamTimeMs()));
        stage.metrics().restored(pending.all().size(), pending.records());
        join = new ExchangeJoin(stage.task(publisher, deadLetters), clock, store, pending);
        context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, time -> tick());
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        RecordMetadata source = context.recordMetadata().orElseThrow();
        boolean request = source.topic().equals(stage.topics().requests());
        stage.metrics().recordRead(request);
        clock.onRecord(request, record.timestamp());
        Rejection rejection = (reason, error) -> {
            publisher.publish(deadLetters.rejected(record, source, reason, error), clock.now());
            stage.metrics().recordRejected();
        };
        try {
            join.arrive(intake.read(record, source, clock.now()), rejection);
        } catch (BadRecordException e) {
            rejection.reject(DeadLetterReason.UNREADABLE, String.valueOf(e.getMessage()));
        }
        publishFinished();
    }

    @Override
    public void close() {
        if (join != null) {
            join.close();
            stage.fullPartitions().set(context.taskId().partition(), false);
        }
    }

    private void tick() {
        clock.onProof(stage.idlePartitions().provenReadUntil(context.taskId().partition()));
        join.expire();
        publishFinished();
    }

    private void publishFinished() {
        join.publishFinished();
        stage.fullPartitions().set(context.taskId().partition(), join.isFull());
    }

    private static void restore(PendingExchanges pending, StoreKey key, ArrivedRecord record) {
        try {
            Selection selection = RecordReader.readSelection(key.requestId(), record.headers());
            PendingExchange known = pending.get(key.requestId());
            PendingExchange exchange = known == null ? pending.begin(selection, record.arrivedAt()) : known;
            int part = key.backend().isEmpty() ? Part.REQUEST : Part.response(selection, key.backend());
            exchange.stored(part);
        } catch (BadRecordException e) {
            throw new IllegalStateException("store entry " + key + " is not what was put there", e);
        }
    }
}

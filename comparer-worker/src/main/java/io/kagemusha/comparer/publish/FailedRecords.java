package io.kagemusha.comparer.publish;

import io.kagemusha.comparer.metric.ComparerMetrics;
import io.kagemusha.comparer.metric.DeadLetterReason;
import io.kagemusha.comparer.publish.DeadLetter.Source;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Told by Kafka Streams of what this program throws and should not: a fault of its own, which would come again with the same
 * record for ever. The record goes to the dead letters, in the same transaction, and the partition goes on. What Kafka
 * throws is done again instead.
 */
public final class FailedRecords implements ProcessingExceptionHandler {

    /** The property under which Kafka Streams hands over the {@link Target}. */
    public static final String TARGET = "kagemusha.failed.records";

    private static final Logger LOG = LoggerFactory.getLogger(FailedRecords.class);

    private @Nullable Target target;

    /**
     * Where they go.
     *
     * @param topic of the dead letters
     */
    public record Target(String topic, EventLimits limits, ComparerMetrics metrics) {}

    @Override
    public void configure(Map<String, ?> configs) {
        if (configs.get(TARGET) instanceof Target configured) {
            target = configured;
        }
    }

    /**
     * @param record null when no record was being read, but time had passed
     */
    @Override
    public Response handleError(ErrorHandlerContext context, @Nullable Record<?, ?> record, Exception exception) {
        if (exception instanceof KafkaException || target == null) {
            return Response.fail();
        }
        boolean reading = record != null && context.topic() != null;
        LOG.atError()
                .addKeyValue("task", context.taskId())
                .addKeyValue(
                        "record",
                        reading ? context.topic() + "-" + context.partition() + "@" + context.offset() : "none")
                .setCause(exception)
                .log(
                        "the comparer failed with a record, which goes to the dead letters; this is a fault in it, or in what it was given");
        if (!reading) {
            return Response.resume();
        }
        var letter = new DeadLetter(
                new Source(context.topic(), context.partition(), context.offset()),
                DeadLetterReason.FAILED,
                exception.toString(),
                context.sourceRawKey(),
                context.headers(),
                context.sourceRawValue());
        target.metrics().deadLetter(DeadLetterReason.FAILED);
        var dead = LetterRecord.of(letter, context.timestamp(), target.limits().eventBytes());
        return Response.resume(List.of(new ProducerRecord<>(
                target.topic(), null, dead.timestamp(), dead.key(), dead.value(), dead.headers())));
    }
}

package io.kagemusha.comparer.publish;

import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProductionExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Told by Kafka Streams of records that were not accepted. One that was too large lowers {@link EventLimits}; then, as
 * after every error that repeating does not mend, the transaction is given up and its records are read again. To go on
 * without the record would not help: the transaction that had it cannot be committed.
 */
public final class RefusedRecords implements ProductionExceptionHandler {

    /** The property under which Kafka Streams hands over the {@link EventLimits}. */
    public static final String LIMITS = "kagemusha.event.limits";

    private static final String CHANGELOG = "-changelog";

    private static final Logger LOG = LoggerFactory.getLogger(RefusedRecords.class);

    private EventLimits limits = new EventLimits(0, 0);

    @Override
    public void configure(Map<String, ?> configs) {
        if (configs.get(LIMITS) instanceof EventLimits configured) {
            limits = configured;
        }
    }

    @Override
    public Response handleError(
            ErrorHandlerContext context, ProducerRecord<byte[], byte[]> record, Exception exception) {
        if (exception instanceof RetriableException) {
            return Response.retry();
        }
        if (exception instanceof RecordTooLargeException && record.value() != null) {
            int size = record.value().length;
            if (record.topic().endsWith(CHANGELOG)) {
                limits.refuseEntry(size);
            } else {
                limits.refuseEvent(size);
            }
            LOG.atWarn()
                    .addKeyValue("topic", record.topic())
                    .addKeyValue("bytes", size)
                    .log("record refused as too large, trying again with a lower limit");
        }
        return Response.fail();
    }
}

package io.kagemusha.standalone.run;

import io.kagemusha.common.configuration.Configuration;
import io.kagemusha.standalone.mismatch.BadEventException;
import io.kagemusha.standalone.mismatch.EventReader;
import io.kagemusha.standalone.mismatch.EventTopics;
import io.kagemusha.standalone.mismatch.OutcomeCounts;
import io.kagemusha.standalone.mismatch.OutcomeEvent;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the outcomes of this run from the topic itself, each exactly once: those of requests that came before the run
 * began do not count, nor does what was published in a transaction that did not commit.
 */
final class OutcomeTally implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OutcomeTally.class);

    private final EventReader reader;
    private final OutcomeCounts counts = new OutcomeCounts();
    private final Thread thread = new Thread(this::run, "outcome-tally");
    private final Instant began;
    private volatile boolean closed;

    private OutcomeTally(EventReader reader, Instant began) {
        this.reader = reader;
        this.began = began;
    }

    /**
     * Blocks until the present end of the topic is known.
     *
     * @param began when this run did, before it served anybody
     */
    static OutcomeTally start(Configuration configuration, Instant began) {
        var reader = EventReader.open(
                configuration.kafka(), EventTopics.outcomes(configuration.topics()), EventReader.Start.END);
        var tally = new OutcomeTally(reader, began);
        tally.thread.setDaemon(true);
        tally.thread.start();
        return tally;
    }

    OutcomeCounts counts() {
        return counts;
    }

    private void run() {
        try (reader) {
            while (!closed) {
                reader.poll(this::count);
            }
        } catch (KafkaException e) {
            LOG.atWarn().setCause(e).log("outcomes are no longer counted, the summary will be short of some");
        }
    }

    private void count(ConsumerRecord<byte[], byte[]> record) {
        try {
            OutcomeEvent event = OutcomeEvent.parse(record.value());
            if (!event.time().isBefore(began)) {
                counts.add(event);
            }
        } catch (BadEventException e) {
            LOG.atWarn()
                    .addKeyValue("topic", record.topic())
                    .addKeyValue("partition", record.partition())
                    .addKeyValue("offset", record.offset())
                    .log("record is no outcome, it is passed over: {}", e.getMessage());
        }
    }

    /** Stops counting. Blocks until the connection to Kafka is given up. */
    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

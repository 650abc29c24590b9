package io.kagemusha.comparer.publish;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kagemusha.common.exchange.Comparison;
import io.kagemusha.common.record.CloudEvent;
import io.kagemusha.common.record.EventTime;
import io.kagemusha.comparer.metric.ComparerMetrics;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Publishes what became of exchanges, as part of the transaction that reads them. The same exchange gives the same events,
 * byte for byte, however often it is compared. Confined to one task's thread.
 */
public final class Publisher {

    private static final String OUTCOME_SOURCE = "/kagemusha/comparer/outcomes";
    private static final String MISMATCH_SOURCE = "/kagemusha/comparer/mismatches";

    private final ProcessorContext<byte[], byte[]> context;
    private final EventWriter writer;
    private final EventLimits limits;
    private final ComparerMetrics metrics;

    public Publisher(
            ProcessorContext<byte[], byte[]> context, EventWriter writer, EventLimits limits, ComparerMetrics metrics) {
        this.context = context;
        this.writer = writer;
        this.limits = limits;
        this.metrics = metrics;
    }

    /**
     * Publishes the outcome of one pair, and the mismatch where it is one.
     *
     * @param timestamp of the records, in milliseconds of the broker's clock
     */
    public void publish(PairOutcome pair, long timestamp) {
        byte[] key = pair.exchange().requestId().getBytes(UTF_8);
        Comparison comparison = pair.judgement().comparison();
        if (pair.signature() != null && comparison != null) {
            byte[] mismatch = mismatch(pair, comparison, pair.signature());
            var headers = headers(pair, MISMATCH_SOURCE, CloudEvent.MISMATCH_TYPE);
            context.forward(new Record<>(key, mismatch, timestamp, headers), Sinks.MISMATCHES);
        }
        var headers = headers(pair, OUTCOME_SOURCE, CloudEvent.OUTCOME_TYPE);
        context.forward(new Record<>(key, writer.outcome(pair), timestamp, headers), Sinks.OUTCOMES);
    }

    /** Publishes a record that cannot be processed; its value is cut where the topic would not take it. */
    public void publish(DeadLetter letter, long timestamp) {
        context.forward(LetterRecord.of(letter, timestamp, limits.eventBytes()), Sinks.DEAD_LETTERS);
        metrics.deadLetter(letter.reason());
    }

    private byte[] mismatch(PairOutcome pair, Comparison comparison, String signature) {
        for (Detail detail : Detail.values()) {
            byte[] event = writer.mismatch(pair, comparison, signature, detail);
            if (event.length <= limits.eventBytes() || detail == Detail.OUTLINE) {
                if (detail != Detail.FULL) {
                    metrics.mismatchShrunk();
                }
                return event;
            }
        }
        throw new AssertionError("an outline is always given");
    }

    private static Headers headers(PairOutcome pair, String source, String type) {
        var headers = new RecordHeaders();
        ExchangeHead exchange = pair.exchange();
        String shadow = pair.shadow().backend();
        String time = EventTime.format(exchange.time());
        CloudEvent.begin(headers, exchange.requestId() + '/' + shadow, source, type, time, "application/json");
        add(headers, CloudEvent.ROUTE, exchange.route());
        add(headers, CloudEvent.BACKEND, shadow);
        add(headers, "ce_outcome", pair.judgement().outcome().name());
        return headers;
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(UTF_8));
    }
}

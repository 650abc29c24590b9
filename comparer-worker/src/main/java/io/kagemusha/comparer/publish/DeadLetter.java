package io.kagemusha.comparer.publish;

import io.kagemusha.comparer.metric.DeadLetterReason;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * A record that cannot be processed, as it came, and why.
 *
 * @param error one line with the details
 */
@SuppressWarnings("ArrayRecordComponent") // the bytes are shared on purpose: a body may be large
public record DeadLetter(
        Source source,
        DeadLetterReason reason,
        String error,
        byte @Nullable [] key,
        Headers headers,
        byte @Nullable [] value) {

    /** Where it was read. */
    public record Source(String topic, int partition, long offset) {}
}

package io.kagemusha.proxy.capture;

import io.kagemusha.common.configuration.RedactSettings;
import io.kagemusha.proxy.capture.CaptureMetrics.DropReason;
import io.kagemusha.proxy.capture.CaptureQueue.Entry;
import io.kagemusha.proxy.capture.CaptureQueue.Step;
import io.kagemusha.proxy.redact.RecordRedactor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes of records what Kafka is given: redacted, and cut where Kafka has found them too large. Confined to one thread. */
final class RecordFinisher {

    private static final Logger LOG = LoggerFactory.getLogger(RecordFinisher.class);

    private final @Nullable RecordRedactor redactor;
    private final CaptureMetrics metrics;

    RecordFinisher(RedactSettings settings, CaptureMetrics metrics) {
        this.redactor = settings.isEmpty() ? null : new RecordRedactor(settings);
        this.metrics = metrics;
    }

    /** The entry as it can be sent; null where it cannot, for {@link #dropReason}. */
    @Nullable
    Entry finish(Entry entry) {
        try {
            ProducerRecord<byte[], byte[]> record = finished(entry);
            return record == null ? null : entry.finished(record);
        } catch (RuntimeException | Error e) {
            // A library that is not there or a stack that is too short costs this record, not all that come after it.
            // The message is not told, because it may quote what was to be redacted
            LOG.atWarn()
                    .addKeyValue("topic", entry.record().topic())
                    .addKeyValue("exception", e.getClass().getName())
                    .log(
                            "a captured record could not be {} and was dropped",
                            entry.step() == Step.TOO_LARGE ? "cut" : "redacted");
            return null;
        }
    }

    private @Nullable ProducerRecord<byte[], byte[]> finished(Entry entry) {
        if (entry.step() != Step.TOO_LARGE) {
            return redactor == null ? entry.record() : redactor.redact(entry.record());
        }
        ProducerRecord<byte[], byte[]> smaller = RecordCutter.cut(entry.record());
        if (smaller != null) {
            metrics.onCut();
        }
        return smaller;
    }

    DropReason dropReason(Entry entry) {
        return entry.step() == Step.TOO_LARGE ? DropReason.TOO_LARGE : DropReason.UNREDACTED;
    }
}

package io.kagemusha.proxy.capture;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.kagemusha.common.configuration.RedactSettings;
import io.kagemusha.proxy.LogLines;
import io.kagemusha.proxy.capture.CaptureMetrics.DropReason;
import io.kagemusha.proxy.capture.CaptureQueue.Entry;
import io.kagemusha.proxy.capture.CaptureQueue.Step;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RecordFinisherTest {

    @RegisterExtension
    final LogLines log = new LogLines();

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final CaptureMetrics metrics = new CaptureMetrics(registry);
    private final RecordFinisher finisher = new RecordFinisher(RedactSettings.DEFAULT, metrics);

    private Entry tooLarge(byte[] message) {
        var record = new ProducerRecord<>("topic", new byte[0], message);
        return new Entry(record, new ExchangeLedger(metrics, 1, 1), 0, Step.TOO_LARGE);
    }

    @Test
    void countsWhatItCutsUntilNothingIsLeftToCut() {
        // Given
        Entry entry = tooLarge("GET / HTTP/1.1\r\n\r\nhello".getBytes(US_ASCII));

        // When
        int made = 0;
        for (Entry cut = finisher.finish(entry); cut != null; cut = finisher.finish(cut.tooLarge())) {
            made++;
        }

        // Then
        assertThat(made).isEqualTo(2);
        assertThat(registry.get("kagemusha.capture.records.cut")
                        .functionCounter()
                        .count())
                .isEqualTo(2);
    }

    @Test
    void saysOfTheRecordThatCannotBeCutThatItCouldNotBe() {
        // Given
        Entry unreadable = tooLarge(null);

        // When
        Entry cut = finisher.finish(unreadable);

        // Then
        assertThat(cut).isNull();
        assertThat(finisher.dropReason(unreadable)).isEqualTo(DropReason.TOO_LARGE);
        assertThat(log.of("RecordFinisher")).containsExactly("a captured record could not be cut and was dropped");
        assertThat(registry.get("kagemusha.capture.records.cut")
                        .functionCounter()
                        .count())
                .isZero();
    }
}

package io.kagemusha.proxy.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.kagemusha.proxy.capture.CaptureMetrics.DropReason;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class ExchangeLedgerTest {

    private final CaptureMetrics metrics = new CaptureMetrics(new SimpleMeterRegistry());
    private final ExchangeLedger ledger = new ExchangeLedger(metrics, 3, 1);

    private void offer(int records) {
        for (int i = 0; i < records; i++) {
            metrics.onOffered();
        }
    }

    @Test
    void countsPairAsSentWhenOneRecordArrived() {
        offer(3);
        ledger.onDropped(DropReason.TIMEOUT);
        ledger.onSent();
        assertThat(metrics.balanced()).isFalse();

        ledger.onDropped(DropReason.TOO_LARGE);

        assertThat(metrics.pairsSent()).isEqualTo(1);
        assertThat(metrics.pairsDropped()).isZero();
        assertThat(metrics.balanced()).isTrue();
    }

    @Test
    void countsPairAsDroppedWhenNoRecordArrived() {
        offer(3);
        ledger.onDropped(DropReason.TIMEOUT);
        ledger.onDropped(DropReason.TIMEOUT);
        ledger.onDropped(DropReason.TIMEOUT);

        assertThat(metrics.pairsDropped()).isEqualTo(1);
        assertThat(metrics.recordsDropped()).isEqualTo(3);
        assertThat(metrics.balanced()).isTrue();
    }

    @Test
    void advisesToDropTheRestOnlyWhenNothingWasAccepted() {
        assertThat(ledger.isDropped()).isFalse();
        ledger.onDropped(DropReason.BUFFER_FULL);
        assertThat(ledger.isDropped()).isTrue();

        var other = new ExchangeLedger(metrics, 3, 1);
        other.onAccepted();
        other.onDropped(DropReason.BUFFER_FULL);
        assertThat(other.isDropped()).isFalse();
    }
}

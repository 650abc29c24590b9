package io.kagemusha.proxy.capture;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Follows the records of one exchange to Kafka, so that an exchange of which nothing arrived is told apart from one that
 * the comparer will know of. Safe for use by several threads.
 */
final class ExchangeLedger {

    private final CaptureMetrics metrics;
    private final int pairs;
    private final AtomicInteger open;
    private volatile boolean anyAccepted;
    private volatile boolean anySent;
    private volatile boolean dropped;

    /**
     * @param records how many records the exchange has
     * @param pairs how many shadows it has
     */
    ExchangeLedger(CaptureMetrics metrics, int records, int pairs) {
        this.metrics = metrics;
        this.pairs = pairs;
        this.open = new AtomicInteger(records);
        metrics.onExchange(pairs);
    }

    void onAccepted() {
        anyAccepted = true;
    }

    /** Whether a further record is better dropped too: an earlier one was, and none has been accepted. */
    boolean isDropped() {
        return dropped && !anyAccepted;
    }

    void onSent() {
        anySent = true;
        metrics.onSent();
        close();
    }

    void onDropped(CaptureMetrics.DropReason reason) {
        dropped = true;
        metrics.onDropped(reason);
        close();
    }

    private void close() {
        if (open.decrementAndGet() == 0) {
            metrics.onExchangeDone(pairs, anySent);
        }
    }
}

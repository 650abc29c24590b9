package io.kagemusha.proxy.capture;

import io.kagemusha.proxy.capture.CaptureMetrics.DropReason;
import io.kagemusha.proxy.capture.CaptureQueue.Entry;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands records to the Kafka producer on a thread of its own, because {@code send} compresses, and waits for metadata and
 * buffer memory. While Kafka is away it holds the record in hand and tries again; meanwhile the queue fills, and what it
 * has no room for is dropped and counted there. Once Kafka is back it goes on by itself.
 */
final class CapturePublisher {

    private static final Logger LOG = LoggerFactory.getLogger(CapturePublisher.class);
    private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long GRACE_MILLIS = 2000;
    private static final long COMPLAINT_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final CaptureQueue queue;
    private final CaptureBudget budget;
    private final Callable<Producer<byte[], byte[]>> connect;
    private final Thread thread;
    private volatile boolean closing;
    private volatile long deadline;
    private volatile long nextComplaint = System.nanoTime();

    /**
     * Prepares the publisher.
     *
     * @param connect prepares Kafka and opens a producer; called on the publisher's thread, again a second after it failed
     */
    CapturePublisher(CaptureQueue queue, CaptureBudget budget, Callable<Producer<byte[], byte[]>> connect) {
        this.queue = queue;
        this.budget = budget;
        this.connect = connect;
        this.thread = new Thread(this::run, "capture");
    }

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        Producer<byte[], byte[]> opened = open();
        for (Entry entry = queue.poll(); entry != null || !closing; entry = queue.poll()) {
            if (entry == null) {
                queue.await(IDLE_NANOS);
            } else if (opened == null) {
                drop(entry, DropReason.STOPPED);
            } else {
                publish(opened, entry);
            }
        }
        if (opened != null) {
            opened.close(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        }
    }

    /** The producer, or null when the node stops before there could be one. */
    private @Nullable Producer<byte[], byte[]> open() {
        do {
            try {
                return connect.call();
            } catch (Exception e) {
                complain(e);
                LockSupport.parkNanos(this, RETRY_NANOS);
            }
        } while (!closing);
        return null;
    }

    private void publish(Producer<byte[], byte[]> producer, Entry entry) {
        while (!expired()) {
            try {
                producer.send(entry.record(), (metadata, failure) -> finish(entry, failure));
                return;
            } catch (TimeoutException e) {
                complain(e);
                // With max.block.ms at 0 it comes at once
                LockSupport.parkNanos(this, IDLE_NANOS);
            } catch (RuntimeException e) {
                finish(entry, e);
                return;
            }
        }
        drop(entry, DropReason.STOPPED);
    }

    private boolean expired() {
        return closing && System.nanoTime() - deadline >= 0;
    }

    private void finish(Entry entry, @Nullable Exception failure) {
        if (failure == null) {
            budget.release(entry.bytes());
            entry.ledger().onSent();
            return;
        }
        if (!closing) {
            complain(failure);
        }
        drop(entry, reason(failure));
    }

    private void drop(Entry entry, DropReason reason) {
        budget.release(entry.bytes());
        entry.ledger().onDropped(reason);
    }

    private DropReason reason(Exception failure) {
        if (failure instanceof TimeoutException) {
            return DropReason.TIMEOUT;
        }
        if (failure instanceof RecordTooLargeException) {
            return DropReason.TOO_LARGE;
        }
        return closing || failure instanceof InterruptException ? DropReason.STOPPED : DropReason.REFUSED;
    }

    private void complain(Exception failure) {
        long now = System.nanoTime();
        if (now - nextComplaint >= 0) {
            nextComplaint = now + COMPLAINT_NANOS;
            LOG.atWarn()
                    .addKeyValue("bufferedBytes", budget.used())
                    .log("Kafka took no captured records: {}; clients are served all the same", failure.getMessage());
        }
    }

    /** Sends what is queued within {@code timeout}, counts the rest as dropped, closes the producer. */
    void close(Duration timeout) {
        deadline = System.nanoTime() + timeout.toNanos();
        closing = true;
        queue.close();
        try {
            LockSupport.unpark(thread);
            thread.join(timeout.toMillis() + GRACE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

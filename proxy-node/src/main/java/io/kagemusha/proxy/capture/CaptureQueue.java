package io.kagemusha.proxy.capture;

import io.kagemusha.proxy.capture.CaptureMetrics.DropReason;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jctools.queues.MpscUnboundedArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * The way from the event loops to the thread that talks to Kafka: any number of threads put records in and never wait;
 * one thread takes them out. It is bounded by the bytes of {@link CaptureBudget}, not by their number.
 */
final class CaptureQueue {

    /** A record on its way, and what must be given back when it has arrived or is lost. */
    record Entry(ProducerRecord<byte[], byte[]> record, ExchangeLedger ledger, long bytes, Step step) {

        /** The same with the record that Kafka is to be given. */
        Entry finished(ProducerRecord<byte[], byte[]> other) {
            return new Entry(other, ledger, bytes, Step.FINISHED);
        }

        Entry tooLarge() {
            return new Entry(record, ledger, bytes, Step.TOO_LARGE);
        }
    }

    /** How far a record is on its way. */
    enum Step {
        /** As it was captured. */
        CAPTURED,
        /** As Kafka is to be given it. */
        FINISHED,
        /** Kafka has found it too large. */
        TOO_LARGE
    }

    /** What a record costs besides its value and those of its headers: names, key and the objects around them. */
    private static final long OVERHEAD = 1024;

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final MpscUnboundedArrayQueue<Entry> queue = new MpscUnboundedArrayQueue<>(1024);
    private final CaptureBudget budget;
    private final CaptureMetrics metrics;
    private volatile @Nullable Thread waiting;
    private boolean taken;
    private volatile boolean closed;

    CaptureQueue(CaptureBudget budget, CaptureMetrics metrics) {
        this.budget = budget;
        this.metrics = metrics;
    }

    /** Puts the record in, or drops it, counted, when there is no room. */
    void offer(ProducerRecord<byte[], byte[]> record, ExchangeLedger ledger) {
        metrics.onOffered();
        long bytes = weight(record);
        if (ledger.isDropped()) {
            ledger.onDropped(DropReason.EXCHANGE_DROPPED);
        } else if (closed) {
            ledger.onDropped(DropReason.STOPPED);
        } else if (!budget.tryReserve(bytes)) {
            ledger.onDropped(DropReason.BUFFER_FULL);
        } else {
            ledger.onAccepted();
            put(new Entry(record, ledger, bytes, Step.CAPTURED));
        }
    }

    /** Puts an entry in again that was taken out; its bytes are still reserved. */
    void putBack(Entry entry) {
        put(entry);
    }

    private void put(Entry entry) {
        queue.offer(entry);
        Thread consumer = waiting;
        if (consumer != null) {
            waiting = null;
            LockSupport.unpark(consumer);
        }
    }

    /** How many records are in. */
    int size() {
        return queue.size();
    }

    private static long weight(ProducerRecord<byte[], byte[]> record) {
        long bytes = record.value().length + OVERHEAD;
        for (Header header : record.headers()) {
            bytes += header.value() == null ? 0 : header.value().length;
        }
        return bytes;
    }

    /** Drops a record that cannot even be made for want of memory. */
    void dropUnmade(ExchangeLedger ledger) {
        metrics.onOffered();
        ledger.onDropped(ledger.isDropped() ? DropReason.EXCHANGE_DROPPED : DropReason.BUFFER_FULL);
    }

    /** The next record, or null when there is none; one thread only. */
    @Nullable
    Entry poll() {
        Entry entry = queue.poll();
        taken |= entry != null;
        return entry;
    }

    /**
     * Waits until there is a record or {@code nanos} have passed or somebody unparks the calling thread. After a record was
     * taken it only pauses for a millisecond: under load, waking the thread for each record costs more than handing it on.
     */
    void await(long nanos) {
        if (taken) {
            taken = false;
            LockSupport.parkNanos(this, PAUSE_NANOS);
            return;
        }
        waiting = Thread.currentThread();
        if (queue.isEmpty() && !closed) {
            LockSupport.parkNanos(this, nanos);
        }
        waiting = null;
    }

    /** Accepts nothing any more; what is in can still be taken out. */
    void close() {
        closed = true;
    }
}

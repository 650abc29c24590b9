package io.kagemusha.proxy.capture;

import io.kagemusha.proxy.capture.CaptureMetrics.DropReason;
import io.kagemusha.proxy.capture.CaptureQueue.Entry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands records to the Kafka producer on a thread of its own, because redacting takes time, and {@code send} compresses and
 * waits for metadata and buffer memory. While Kafka is away it holds the record in hand and tries again; meanwhile the
 * queue fills, and what it has no room for is dropped and counted there. Once Kafka is back it goes on by itself: topics
 * that are gone are made anew, a producer that only fails is replaced. Whatever is thrown costs the record in hand and no
 * other.
 */
final class CapturePublisher {

    private static final Logger LOG = LoggerFactory.getLogger(CapturePublisher.class);
    private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final Duration REPAIR = Duration.ofSeconds(10);
    private static final long GRACE_MILLIS = 2000;

    private final CaptureQueue queue;
    private final CaptureBudget budget;
    private final RecordFinisher finisher;
    private final CaptureKafka kafka;
    private final CaptureHealth health;
    private final long repairNanos;
    private final Thread thread;
    private final AtomicLong unacknowledged = new AtomicLong();
    private @Nullable Producer<byte[], byte[]> producer;
    private long heldUpSince;
    private boolean refused;
    private volatile boolean closing;
    private volatile long deadline;
    /** When the producer began to fail without a success since, or 0. */
    private volatile long failingSince;

    private boolean connecting;

    CapturePublisher(
            CaptureQueue queue,
            CaptureBudget budget,
            RecordFinisher finisher,
            CaptureKafka kafka,
            CaptureHealth health) {
        this(queue, budget, finisher, kafka, health, REPAIR);
    }

    /** @param repair how long records are not taken before topics are made anew, or the producer is */
    CapturePublisher(
            CaptureQueue queue,
            CaptureBudget budget,
            RecordFinisher finisher,
            CaptureKafka kafka,
            CaptureHealth health,
            Duration repair) {
        this.queue = queue;
        this.budget = budget;
        this.finisher = finisher;
        this.kafka = kafka;
        this.health = health;
        this.repairNanos = repair.toNanos();
        this.thread = new Thread(this::run, "capture");
    }

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    /** Records taken out of the queue of which it is not known yet what became of them. */
    long unacknowledged() {
        return unacknowledged.get();
    }

    private void run() {
        while (!closing || queue.size() > 0) {
            try {
                publishNext();
            } catch (Throwable e) {
                // Without this thread nothing would be captured any more, and nobody would be told
                tell(e);
            }
        }
        closeProducer();
        for (Entry entry = queue.poll(); entry != null; entry = queue.poll()) {
            unacknowledged.incrementAndGet();
            drop(entry, DropReason.STOPPED);
        }
    }

    /** Publishes a record, or waits a moment for one. */
    private void publishNext() {
        if (producer == null && !closing) {
            producer = open();
        }
        Entry entry = queue.poll();
        if (entry == null) {
            queue.await(IDLE_NANOS);
            return;
        }
        unacknowledged.incrementAndGet();
        var delivery = new Delivery(entry);
        try {
            publish(delivery);
        } catch (Throwable e) {
            delivery.drop(DropReason.REFUSED);
            throw e;
        }
    }

    private void tell(Throwable failure) {
        try {
            LOG.atError()
                    .setCause(failure)
                    .log("capture failed: {}; it goes on with the next record", failure.toString());
        } catch (Throwable e) {
            // There is not even the memory to tell of it
        }
        if (!closing) {
            // What fails at once, again and again, would fill the log
            LockSupport.parkNanos(this, IDLE_NANOS);
        }
    }

    private void closeProducer() {
        try {
            if (producer != null) {
                producer.close(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
            }
        } catch (Throwable e) {
            // What is left in the queue is counted all the same
            tell(e);
        }
    }

    private void publish(Delivery delivery) {
        Entry captured = delivery.entry;
        Entry entry = finisher.finish(captured);
        if (entry == null) {
            delivery.drop(finisher.dropReason(captured));
            return;
        }
        delivery.entry = entry;
        while (!expired()) {
            Producer<byte[], byte[]> opened = usableProducer();
            if (opened == null) {
                break;
            }
            delivery.begin(opened);
            if (!delivery.isHeldUp()) {
                heldUpSince = 0;
                return;
            }
            onHeldUp();
            // With max.block.ms at 0 it comes at once
            LockSupport.parkNanos(this, IDLE_NANOS);
        }
        delivery.drop(DropReason.STOPPED);
    }

    private boolean expired() {
        return closing && System.nanoTime() - deadline >= 0;
    }

    /** The producer, a new one in the place of one that only fails; null when the node stops before there is one. */
    private @Nullable Producer<byte[], byte[]> usableProducer() {
        long since = failingSince;
        if (producer != null && since != 0 && System.nanoTime() - since > repairNanos) {
            Producer<byte[], byte[]> failing = producer;
            producer = null;
            failing.close(Duration.ZERO);
        }
        if (producer == null) {
            producer = open();
        }
        return producer;
    }

    private @Nullable Producer<byte[], byte[]> open() {
        failingSince = 0;
        do {
            Producer<byte[], byte[]> opened = connect();
            if (opened != null) {
                health.onConnected();
                return opened;
            }
            if (!closing) {
                LockSupport.parkNanos(this, refused ? repairNanos : RETRY_NANOS);
            }
        } while (!closing);
        return null;
    }

    private @Nullable Producer<byte[], byte[]> connect() {
        setConnecting(true);
        try {
            kafka.prepare();
            return kafka.open();
        } catch (Throwable e) {
            DropReason reason = KafkaTrouble.of(e).reason();
            // Kafka answered, so asking it again soon would only fill its logs, and ours
            refused = reason == DropReason.UNAUTHENTICATED || reason == DropReason.UNAUTHORIZED;
            troubled(e);
            return null;
        } finally {
            setConnecting(false);
        }
    }

    /** A topic that nobody knows holds the producer up just as a broker that does not answer. */
    private void onHeldUp() {
        long now = System.nanoTime();
        if (heldUpSince == 0) {
            heldUpSince = now;
        } else if (now - heldUpSince > repairNanos) {
            heldUpSince = now;
            setConnecting(true);
            try {
                kafka.prepare();
            } catch (Throwable e) {
                troubled(e);
            } finally {
                setConnecting(false);
            }
        }
    }

    private synchronized void setConnecting(boolean connects) {
        connecting = connects;
        if (!connects && closing) {
            // The producer would take the interrupt for its own
            Thread.interrupted();
        }
    }

    private void troubled(Throwable failure) {
        if (!closing) {
            health.onTrouble(KafkaTrouble.of(failure));
        }
    }

    /**
     * One record on its way to Kafka. Its end may come on this thread, before {@code send} returns, or on the producer's. The
     * first one counts: an error may come out of {@code send} when the producer has the record already.
     */
    private final class Delivery implements Callback {

        private final AtomicBoolean ended = new AtomicBoolean();
        private Entry entry;
        private boolean sending;
        private boolean heldUp;

        Delivery(Entry entry) {
            this.entry = entry;
        }

        /** Begins an attempt. */
        void begin(Producer<byte[], byte[]> opened) {
            sending = true;
            heldUp = false;
            try {
                opened.send(entry.record(), this);
            } catch (Throwable e) {
                onEnd(e);
            }
            sending = false;
        }

        /** Whether Kafka did not even take it for sending. */
        boolean isHeldUp() {
            return heldUp && !ended.get();
        }

        @Override
        public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception failure) {
            onEnd(failure);
        }

        private void onEnd(@Nullable Throwable failure) {
            if (failure instanceof TimeoutException && Thread.currentThread() == thread && sending) {
                heldUp = true;
                troubled(failure);
            } else if (ended.compareAndSet(false, true)) {
                if (failure == null) {
                    succeed(entry);
                } else {
                    fail(entry, failure);
                }
            }
        }

        void drop(DropReason reason) {
            if (ended.compareAndSet(false, true)) {
                CapturePublisher.this.drop(entry, reason);
            }
        }
    }

    private void succeed(Entry entry) {
        failingSince = 0;
        budget.release(entry.bytes());
        entry.ledger().onSent();
        unacknowledged.decrementAndGet();
        health.onTaken();
    }

    private void fail(Entry entry, Throwable failure) {
        if (failure instanceof RecordTooLargeException && !closing) {
            queue.putBack(entry.tooLarge());
            unacknowledged.decrementAndGet();
            return;
        }
        DropReason reason = KafkaTrouble.of(failure).reason();
        if (reason != DropReason.TIMEOUT && failingSince == 0) {
            failingSince = System.nanoTime();
        }
        try {
            troubled(failure);
        } finally {
            drop(entry, closing && reason == DropReason.REFUSED ? DropReason.STOPPED : reason);
        }
    }

    private void drop(Entry entry, DropReason reason) {
        budget.release(entry.bytes());
        entry.ledger().onDropped(reason);
        unacknowledged.decrementAndGet();
    }

    /** Sends what is queued within {@code timeout}, counts the rest as dropped, closes the producer. */
    void close(Duration timeout) {
        deadline = System.nanoTime() + timeout.toNanos();
        closing = true;
        queue.close();
        try {
            LockSupport.unpark(thread);
            thread.join(Math.max(1, timeout.toMillis()));
            stopConnecting();
            thread.join(GRACE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void stopConnecting() {
        if (connecting) {
            thread.interrupt();
        }
    }
}

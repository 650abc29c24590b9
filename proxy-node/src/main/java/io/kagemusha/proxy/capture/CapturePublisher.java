package io.kagemusha.proxy.capture;

import io.kagemusha.proxy.capture.CaptureMetrics.DropReason;
import io.kagemusha.proxy.capture.CaptureQueue.Entry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Hands records to the Kafka producer on a thread of its own, because redacting takes time, and {@code send} compresses and
 * waits for metadata and buffer memory. While Kafka is away it holds the record in hand and tries again; meanwhile the
 * queue fills, and what it has no room for is dropped and counted there. Once Kafka is back it goes on by itself: topics
 * that are gone are made anew, a producer that only fails is replaced.
 */
final class CapturePublisher {

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
        producer = open();
        for (Entry entry = queue.poll(); entry != null || !closing; entry = queue.poll()) {
            if (entry == null) {
                queue.await(IDLE_NANOS);
            } else {
                unacknowledged.incrementAndGet();
                publish(entry);
            }
        }
        if (producer != null) {
            producer.close(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        }
        for (Entry entry = queue.poll(); entry != null; entry = queue.poll()) {
            unacknowledged.incrementAndGet();
            drop(entry, DropReason.STOPPED);
        }
    }

    private void publish(Entry captured) {
        Entry entry = finisher.finish(captured);
        if (entry == null) {
            drop(captured, finisher.dropReason(captured));
            return;
        }
        while (!expired()) {
            Producer<byte[], byte[]> opened = usableProducer();
            if (opened == null) {
                break;
            }
            var delivery = new Delivery(entry);
            delivery.begin(opened);
            if (!delivery.isHeldUp()) {
                heldUpSince = 0;
                return;
            }
            onHeldUp();
            // With max.block.ms at 0 it comes at once
            LockSupport.parkNanos(this, IDLE_NANOS);
        }
        drop(entry, DropReason.STOPPED);
    }

    private boolean expired() {
        return closing && System.nanoTime() - deadline >= 0;
    }

    /** The producer, a new one in the place of one that only fails; null when the node stops before there is one. */
    private @Nullable Producer<byte[], byte[]> usableProducer() {
        long since = failingSince;
        if (producer != null && since != 0 && System.nanoTime() - since > repairNanos) {
            producer.close(Duration.ZERO);
            producer = null;
        }
        if (producer == null) {
            failingSince = 0;
            producer = open();
        }
        return producer;
    }

    private @Nullable Producer<byte[], byte[]> open() {
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
        } catch (Exception e) {
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
            } catch (Exception e) {
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

    private void troubled(Exception failure) {
        if (!closing) {
            health.onTrouble(KafkaTrouble.of(failure));
        }
    }

    /** One attempt to send one record. Its end may come on this thread, before {@code send} returns, or on the producer's. */
    private final class Delivery implements Callback {

        private final Entry entry;
        private boolean sending = true;
        private boolean heldUp;

        Delivery(Entry entry) {
            this.entry = entry;
        }

        void begin(Producer<byte[], byte[]> opened) {
            try {
                opened.send(entry.record(), this);
            } catch (RuntimeException e) {
                onCompletion(null, e);
            }
            sending = false;
        }

        /** Whether Kafka did not even take it for sending. */
        boolean isHeldUp() {
            return heldUp;
        }

        @Override
        public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception failure) {
            if (failure == null) {
                succeed(entry);
            } else if (failure instanceof TimeoutException && Thread.currentThread() == thread && sending) {
                heldUp = true;
                troubled(failure);
            } else {
                fail(entry, failure);
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

    private void fail(Entry entry, Exception failure) {
        if (failure instanceof RecordTooLargeException && !closing) {
            queue.putBack(entry.tooLarge());
            unacknowledged.decrementAndGet();
            return;
        }
        DropReason reason = KafkaTrouble.of(failure).reason();
        if (reason != DropReason.TIMEOUT && failingSince == 0) {
            failingSince = System.nanoTime();
        }
        troubled(failure);
        drop(entry, closing && reason == DropReason.REFUSED ? DropReason.STOPPED : reason);
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

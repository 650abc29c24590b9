package io.kagemusha.common.topic;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaFuture;
import org.jspecify.annotations.Nullable;

/** The moment at which waiting for Kafka ends, however many answers it takes until then. */
final class Deadline {

    private final Duration allowed;
    private final long endNanos;

    Deadline(Duration allowed) {
        this.allowed = allowed;
        this.endNanos = System.nanoTime() + allowed.toNanos();
    }

    /**
     * Waits for an answer.
     *
     * @throws ExecutionException with what Kafka answered instead
     * @throws TopicException when there is none in time, or the thread is interrupted, whose flag is then set
     */
    <T> T await(KafkaFuture<T> future) throws ExecutionException, TopicException {
        try {
            return future.get(Math.max(0, endNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw timeout(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TopicException("topics: interrupted while waiting for Kafka", e);
        }
    }

    /** Waits a little, and says whether there was any time left. */
    boolean pause(Duration pause) throws TopicException {
        long left = endNanos - System.nanoTime();
        if (left <= 0) {
            return false;
        }
        try {
            TimeUnit.NANOSECONDS.sleep(Math.min(left, pause.toNanos()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TopicException("topics: interrupted while waiting for Kafka", e);
        }
        return true;
    }

    int leftMillis() {
        return (int) Math.max(0, TimeUnit.NANOSECONDS.toMillis(endNanos - System.nanoTime()));
    }

    TopicException timeout(@Nullable Throwable cause) {
        return new TopicException("topics: no answer from Kafka within " + allowed.toMillis() + " ms", cause);
    }
}

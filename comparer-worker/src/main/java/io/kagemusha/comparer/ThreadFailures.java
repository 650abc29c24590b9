package io.kagemusha.comparer;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what happens when a stream thread dies: another takes its place after a pause, whatever the reason was, since
 * what is wrong outside (the broker, rights, a topic that was deleted) may be put right there at any time, and nothing is
 * lost meanwhile. Only a JVM that is itself at an end is not given another thread. Safe for use by several threads.
 */
final class ThreadFailures implements StreamsUncaughtExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ThreadFailures.class);
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final CountDownLatch closed = new CountDownLatch(1);
    private final LongSupplier monotonicMillis;
    private volatile @Nullable Failure last;

    /**
     * That a thread died.
     *
     * @param atMillis when, by the process's monotonic clock
     * @param reason one line
     */
    record Failure(long atMillis, String reason) {}

    ThreadFailures(LongSupplier monotonicMillis) {
        this.monotonicMillis = monotonicMillis;
    }

    @Override
    public StreamThreadExceptionResponse handle(Throwable failure) {
        Throwable root = failure;
        boolean atAnEnd = isEnd(root);
        while (root.getCause() != null) {
            root = root.getCause();
            atAnEnd |= isEnd(root);
        }
        String reason = root.toString().lines().findFirst().orElse("");
        last = new Failure(monotonicMillis.getAsLong(), reason);
        if (atAnEnd) {
            LOG.atError().setCause(failure).log("the comparer cannot go on and stops, restart the process");
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        LOG.atWarn()
                .addKeyValue("reason", reason)
                .addKeyValue("pauseMillis", PAUSE.toMillis())
                .log("a stream thread failed, another takes its place; what it had begun is done again");
        LOG.atDebug().setCause(failure).log("the failure in full");
        try {
            boolean closing = closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
            return closing
                    ? StreamThreadExceptionResponse.SHUTDOWN_CLIENT
                    : StreamThreadExceptionResponse.REPLACE_THREAD;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
    }

    /** Of which the Java machine does not recover; a stack that was too small is gone with its thread. */
    private static boolean isEnd(Throwable failure) {
        return failure instanceof VirtualMachineError && !(failure instanceof StackOverflowError);
    }

    /** The latest failure; null when there was none. */
    @Nullable
    Failure last() {
        return last;
    }

    /** No thread is to be replaced any more. */
    void close() {
        closed.countDown();
    }
}

package io.kagemusha.common.process;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lets a server process end in order. SIGTERM and SIGINT begin the JVM's shutdown, in which this holds the process until
 * the main thread has closed what it runs, and then ends it with the exit code of that, not the signal's.
 */
public final class StopSignal {

    private final CountDownLatch wanted = new CountDownLatch(1);
    private final CountDownLatch finished = new CountDownLatch(1);
    private volatile int exitCode;
    private @Nullable Thread starting;

    private StopSignal() {}

    /** Begins to listen to signals. */
    public static StopSignal install() {
        var signal = new StopSignal();
        Runtime.getRuntime().addShutdownHook(new Thread(signal::onShutdown, "stop-signal"));
        return signal;
    }

    /** From now on a signal interrupts the calling thread: what waits to start is not waited for. */
    synchronized void starting() {
        starting = Thread.currentThread();
    }

    /** From now on a signal leaves that thread alone. */
    synchronized void started() {
        starting = null;
    }

    /** Whether the process shall end. */
    boolean isWanted() {
        return wanted.getCount() == 0;
    }

    /** Blocks until the process shall end, at the latest after that time when there is one. */
    public void await(@Nullable Duration atMost) throws InterruptedException {
        if (atMost == null) {
            wanted.await();
        } else if (!wanted.await(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
            wanted.countDown();
        }
    }

    /** Says that everything is closed. A process that a signal ends does so with this exit code, now. */
    public void finished(int code) {
        exitCode = code;
        finished.countDown();
    }

    private synchronized void interruptStart() {
        if (starting != null) {
            starting.interrupt();
        }
    }

    private void onShutdown() {
        if (finished.getCount() == 0) {
            return;
        }
        wanted.countDown();
        interruptStart();
        try {
            finished.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(exitCode);
    }
}

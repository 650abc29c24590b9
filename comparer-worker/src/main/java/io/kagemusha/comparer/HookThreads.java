package io.kagemusha.comparer;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/** The threads on which hooks run, one for each task. */
final class HookThreads {

    private HookThreads() {}

    /** A daemon, so that a hook that never returns does not keep the process. */
    static ExecutorService create() {
        return Executors.newSingleThreadExecutor(work -> {
            var thread = new Thread(work, "backend-finished");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Waits between two attempts of a hook. */
    static void pause(Duration duration) throws InterruptedException {
        LockSupport.parkNanos(duration.toNanos());
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }
}

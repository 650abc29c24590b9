package io.kagemusha.common.process;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the parts of a process side by side. Unless all have succeeded, closing it closes those that came up, the last
 * begun first. Confined to the thread that starts the process.
 */
public final class Startup implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Startup.class);

    private final ExecutorService busy = Executors.newCachedThreadPool();
    private final ExecutorService waiting = Executors.newCachedThreadPool();
    private final Deque<Future<? extends AutoCloseable>> begun = new ArrayDeque<>();
    private boolean succeeded;

    /** Begins to start a part on a thread of its own; it is left to finish whatever happens. */
    public <T extends AutoCloseable> Future<T> begin(Callable<T> part) {
        return begin(part, busy);
    }

    /** Begins to start a part that may wait for somebody else without end; it is interrupted when that is in vain. */
    public <T extends AutoCloseable> Future<T> beginWaiting(Callable<T> part) {
        return begin(part, waiting);
    }

    private <T extends AutoCloseable> Future<T> begin(Callable<T> part, ExecutorService threads) {
        Future<T> future = threads.submit(part);
        begun.push(future);
        return future;
    }

    /** Blocks until that part has started; throws what its start has thrown. */
    public static <T> T await(Future<T> part) throws Exception {
        try {
            return part.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** Says that the parts belong to somebody else from now on. */
    public void succeeded() {
        succeeded = true;
    }

    @Override
    public void close() {
        busy.shutdown();
        if (succeeded) {
            waiting.shutdown();
            return;
        }
        waiting.shutdownNow();
        boolean interrupted = false;
        for (var part : begun) {
            try (AutoCloseable started = part.get()) {
                LOG.debug("closing {} because another part did not start", started);
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (Exception e) {
                LOG.debug("part did not start, or did not close", e);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

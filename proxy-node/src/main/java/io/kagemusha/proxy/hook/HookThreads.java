package io.kagemusha.proxy.hook;

import io.kagemusha.common.configuration.HookSettings;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Runs hooks that may block: at most so many at once, each only so long. What is done for shadows has threads of its own,
 * so that nothing that answers a client ever waits for it. Safe for use by several threads.
 */
public final class HookThreads implements AutoCloseable {

    /** How many may wait for a thread; more would be over their time before they had one. */
    private static final int WAITING = 1024;

    private static final long IDLE_SECONDS = 30;

    private final long timeoutNanos;
    private final ThreadPoolExecutor answering;
    private final ThreadPoolExecutor shadows;
    private final Set<Promise<?>> underWay = ConcurrentHashMap.newKeySet();

    public HookThreads(HookSettings settings) {
        this.timeoutNanos = settings.timeout().toNanos();
        this.answering = threads("hook", settings.threads());
        this.shadows = threads("shadow-hook", settings.threads());
    }

    private static ThreadPoolExecutor threads(String name, int count) {
        var threads = new ThreadPoolExecutor(
                count, count, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(WAITING), work -> {
                    var thread = new Thread(work, name);
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    /**
     * Runs {@code work}. The future, whose listeners are called on that loop, fails with whatever it throws, with
     * {@link TimeoutException} when it takes too long, which interrupts it, and with {@link RejectedExecutionException}
     * when too many wait already or the node stops.
     */
    public <T> Future<T> run(EventLoop loop, boolean forShadow, Callable<T> work) {
        Promise<T> promise = loop.newPromise();
        var task = new Task<>(work, loop, promise);
        underWay.add(promise);
        var deadline = loop.schedule(() -> onTimeout(promise), timeoutNanos, TimeUnit.NANOSECONDS);
        promise.addListener(done -> {
            underWay.remove(promise);
            deadline.cancel(false);
            task.cancel(true);
        });
        try {
            (forShadow ? shadows : answering).execute(task);
        } catch (RejectedExecutionException e) {
            promise.tryFailure(new RejectedExecutionException("too many hooks wait for a thread, or the node stops"));
        }
        return promise;
    }

    private void onTimeout(Promise<?> promise) {
        promise.tryFailure(
                new TimeoutException("took longer than " + TimeUnit.NANOSECONDS.toMillis(timeoutNanos) + " ms"));
    }

    /** Lets no hook run any more, and fails those under way. */
    @Override
    public void close() {
        // Before, so that they fail for this reason and not for the interruption; after, for those that came in between
        failUnderWay();
        answering.shutdownNow();
        shadows.shutdownNow();
        failUnderWay();
    }

    private void failUnderWay() {
        for (Promise<?> promise : underWay) {
            promise.tryFailure(new RejectedExecutionException("the node stops"));
        }
    }

    private static final class Task<T> extends FutureTask<T> {

        private final EventLoop loop;
        private final Promise<T> promise;

        Task(Callable<T> work, EventLoop loop, Promise<T> promise) {
            super(work);
            this.loop = loop;
            this.promise = promise;
        }

        @Override
        protected void set(T result) {
            super.set(result);
            tell(() -> promise.trySuccess(result));
        }

        @Override
        protected void setException(@Nullable Throwable cause) {
            super.setException(cause);
            tell(() -> promise.tryFailure(cause == null ? new IllegalStateException("no cause") : cause));
        }

        private void tell(Runnable end) {
            try {
                loop.execute(end);
            } catch (RejectedExecutionException e) {
                // The node has ended, and has failed the promise before
            }
        }
    }
}

package io.kagemusha.proxy.transport;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs an action when nothing has happened for a while. Pushing the deadline forward costs a clock reading, not a task in
 * the event loop's queue: the one task that there is looks, when it runs, how long it must still wait. Confined to one
 * event loop.
 */
public final class IdleDeadline {

    private final EventLoop loop;
    private final Runnable action;
    private boolean armed;
    private long deadline;
    private long taskTime;
    private @Nullable Future<?> task;

    public IdleDeadline(EventLoop loop, Runnable action) {
        this.loop = loop;
        this.action = action;
    }

    /** From now on the action runs once {@code nanos} pass without another call. */
    public void arm(long nanos) {
        armed = true;
        deadline = loop.ticker().nanoTime() + nanos;
        if (task != null && deadline - taskTime < 0) {
            task.cancel(false);
            task = null;
        }
        if (task == null) {
            schedule(nanos);
        }
    }

    private void schedule(long nanos) {
        taskTime = deadline;
        task = loop.schedule(this::check, nanos, TimeUnit.NANOSECONDS);
    }

    /** The action does not run until armed again. */
    public void disarm() {
        armed = false;
    }

    /** Lets go of the task; the deadline is not used afterwards. */
    public void cancel() {
        armed = false;
        if (task != null) {
            task.cancel(false);
        }
    }

    private void check() {
        task = null;
        if (!armed) {
            return;
        }
        long left = deadline - loop.ticker().nanoTime();
        if (left > 0) {
            schedule(left);
        } else {
            armed = false;
            action.run();
        }
    }
}

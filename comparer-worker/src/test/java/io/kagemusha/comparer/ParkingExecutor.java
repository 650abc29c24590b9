package io.kagemusha.comparer;

import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;

/** Runs nothing before it is told to, and then on the caller's thread. Confined to one thread. */
public final class ParkingExecutor extends AbstractExecutorService {

    private final ArrayDeque<Runnable> parked = new ArrayDeque<>();
    private boolean shutdown;

    @Override
    public void execute(Runnable command) {
        parked.add(command);
    }

    /** How many wait to be run. */
    public int parked() {
        return parked.size();
    }

    /** Runs the one that waits longest; false when none does. */
    public boolean runOne() {
        Runnable eldest = parked.poll();
        if (eldest != null) {
            eldest.run();
        }
        return eldest != null;
    }

    @Override
    public void shutdown() {
        shutdown = true;
    }

    @Override
    public List<Runnable> shutdownNow() {
        shutdown = true;
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return shutdown;
    }

    @Override
    public boolean isTerminated() {
        return shutdown;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return shutdown;
    }
}

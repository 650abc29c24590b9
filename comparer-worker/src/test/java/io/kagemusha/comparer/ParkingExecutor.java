package io.kagemusha.comparer;

import java.util.ArrayDeque;

/** Runs nothing before it is told to, and then on the caller's thread. Confined to one thread. */
public final class ParkingExecutor extends DirectExecutor {

    private final ArrayDeque<Runnable> parked = new ArrayDeque<>();

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
}

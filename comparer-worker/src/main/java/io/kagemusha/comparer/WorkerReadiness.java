package io.kagemusha.comparer;

import io.kagemusha.common.admin.ReadinessCheck;
import org.jspecify.annotations.Nullable;

/** Speaks for a worker, and until there is one for its waiting. Safe for use by several threads. */
final class WorkerReadiness implements ReadinessCheck {

    private volatile @Nullable ComparerWorker worker;

    void started(ComparerWorker startedWorker) {
        worker = startedWorker;
    }

    @Override
    public String name() {
        return "comparer";
    }

    @Override
    public @Nullable String problem() {
        ComparerWorker current = worker;
        return current == null ? "waiting for Kafka, nothing is compared meanwhile" : current.problem();
    }
}

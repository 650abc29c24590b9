package io.kagemusha.comparer.finish;

import io.kagemusha.comparer.metric.ComparerMetrics;
import java.util.concurrent.ExecutorService;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Makes the finishing stage of each task. Safe for use by several threads.
 *
 * @param comparing how to compare from now on; asked for each exchange
 * @param hookThreads makes executors of one thread each
 * @param monotonicMillis a clock that never goes back
 */
public record FinishStages(
        Supplier<Comparing> comparing,
        HookCalls hooks,
        Supplier<ExecutorService> hookThreads,
        LongSupplier monotonicMillis,
        ComparerMetrics metrics,
        HookMemory hookMemory) {

    /** The stage of one task, which closes it. */
    public FinishStage create() {
        return new FinishStage(
                comparing,
                hooks.none() ? null : new HookLine(hooks, hookThreads, monotonicMillis, metrics, hookMemory));
    }
}

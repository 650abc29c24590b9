package io.kagemusha.comparer.finish;

import io.kagemusha.comparer.metric.ComparerMetrics;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The exchanges of one task that wait for hooks, in order, and the one thread that runs these. So a hook that blocks holds
 * up its own partition and nothing else: the task's thread goes on polling and committing, or Kafka would take the
 * partition away and abort the transaction.
 *
 * <p>A hook that does not return in time is interrupted and counts as failed; if it does not heed that either, its thread
 * is left behind and a new one takes over. Confined to the task's thread, but for the hooks themselves.
 */
final class HookLine implements AutoCloseable {

    /** How long all hooks together may take for one exchange, pauses between attempts included. */
    static final Duration LIMIT = Duration.ofMinutes(2);

    /** How many exchanges are in line at most, however small. */
    static final int ROOM = 1_000;

    private final HookCalls calls;
    private final Supplier<ExecutorService> threads;
    private final LongSupplier monotonicMillis;
    private final ComparerMetrics metrics;
    private final HookMemory memory;
    private final ArrayDeque<Call> line = new ArrayDeque<>();
    private ExecutorService thread;

    /**
     * @param threads makes executors of one thread each
     */
    HookLine(
            HookCalls calls,
            Supplier<ExecutorService> threads,
            LongSupplier monotonicMillis,
            ComparerMetrics metrics,
            HookMemory memory) {
        this.calls = calls;
        this.threads = threads;
        this.monotonicMillis = monotonicMillis;
        this.metrics = metrics;
        this.memory = memory;
        this.thread = threads.get();
    }

    /** Whether there is room for one more exchange. One always has it, or slow hooks of another partition could hold it up. */
    boolean hasRoom() {
        return line.isEmpty() || (line.size() < ROOM && memory.isLeft());
    }

    /** Appends an exchange. */
    void add(Drafts drafts) {
        var call = new Call(drafts);
        memory.take(call.bytes());
        line.add(call);
        call.submit();
    }

    /** The first exchange of the line if its hooks are done or given up, else null. Does not block. */
    @Nullable
    JudgedExchange poll() {
        Call first = line.peek();
        if (first == null) {
            return null;
        }
        JudgedExchange judged = first.result();
        if (judged == null && first.isOverdue()) {
            judged = first.giveUp();
            replaceThread();
        }
        if (judged != null) {
            memory.giveBack(line.remove().bytes());
        }
        return judged;
    }

    @Override
    public void close() {
        thread.shutdownNow();
        line.forEach(call -> memory.giveBack(call.bytes()));
        line.clear();
    }

    private void replaceThread() {
        thread.shutdownNow();
        thread = threads.get();
        line.stream().skip(1).forEach(Call::submit);
    }

    private final class Call {
        private final Drafts drafts;
        private @Nullable Future<JudgedExchange> future;
        private volatile boolean started;
        private volatile long startedAt;

        Call(Drafts drafts) {
            this.drafts = drafts;
        }

        long bytes() {
            return drafts.exchange().bytes();
        }

        void submit() {
            future = thread.submit(() -> {
                startedAt = monotonicMillis.getAsLong();
                started = true;
                return calls.run(drafts);
            });
        }

        boolean isOverdue() {
            return started && monotonicMillis.getAsLong() - startedAt > LIMIT.toMillis();
        }

        @Nullable
        JudgedExchange result() {
            if (future == null || !future.isDone()) {
                return null;
            }
            try {
                return future.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return null;
            } catch (ExecutionException | CancellationException e) {
                return failed("hooks broke off: " + (e.getCause() == null ? e : e.getCause()));
            }
        }

        JudgedExchange giveUp() {
            metrics.hookFailed();
            return failed("hooks did not return within " + LIMIT.toSeconds() + " s");
        }

        private JudgedExchange failed(String fault) {
            return new JudgedExchange(drafts.exchange().selection().requestId(), drafts.outcomes(), fault);
        }
    }
}

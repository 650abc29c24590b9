package io.kagemusha.comparer.finish;

import io.kagemusha.common.hook.BackendFinished;
import io.kagemusha.comparer.metric.ComparerMetrics;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls the hooks for one exchange, in order, each with comparisons as the one before left them. One that throws is tried
 * again, with comparisons that show nothing of the failed attempt; when it fails a third time the exchange is given up to
 * the dead letters and keeps its built-in outcomes. Safe for use by several threads where the hooks are.
 */
public final class HookCalls {

    /** Waits between two attempts. */
    @FunctionalInterface
    public interface Pause {

        void pause(Duration duration) throws InterruptedException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(HookCalls.class);
    private static final int ATTEMPTS = 3;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

    private final List<BackendFinished> hooks;
    private final Pause pause;
    private final ComparerMetrics metrics;

    public HookCalls(List<BackendFinished> hooks, Pause pause, ComparerMetrics metrics) {
        this.hooks = List.copyOf(hooks);
        this.pause = pause;
        this.metrics = metrics;
    }

    boolean none() {
        return hooks.isEmpty();
    }

    /** Runs every hook; blocks as long as they do. */
    JudgedExchange run(Drafts builtIn) throws InterruptedException {
        String requestId = builtIn.exchange().selection().requestId();
        Drafts drafts = builtIn;
        for (BackendFinished hook : hooks) {
            for (int attempt = 1; ; attempt++) {
                Drafts changed = drafts.copy();
                try {
                    hook.backendFinished(new HookView(changed));
                    drafts = changed;
                    break;
                } catch (InterruptedException e) {
                    throw e;
                } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
                    metrics.hookFailed();
                    if (attempt == ATTEMPTS) {
                        String fault = hook.getClass().getName() + " failed " + ATTEMPTS + " times: " + e;
                        LOG.atDebug()
                                .addKeyValue("requestId", requestId)
                                .setCause(e)
                                .log(fault);
                        return new JudgedExchange(requestId, builtIn.outcomes(), fault);
                    }
                    pause.pause(FIRST_PAUSE.multipliedBy(1L << (attempt - 1)));
                }
            }
        }
        return new JudgedExchange(requestId, drafts.outcomes(), null);
    }
}

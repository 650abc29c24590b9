package io.kagemusha.comparer.finish;

import java.util.ArrayDeque;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Judges exchanges that have come to their end: compares, lets the hooks look and change, and gives each back with one
 * outcome for each of its pairs. Without hooks that happens at once; with them an exchange comes back later, in the order
 * of submission among those that hooks see. Confined to one task's thread.
 */
public final class FinishStage implements AutoCloseable {

    private final Supplier<Comparing> comparing;
    private final @Nullable HookLine hooks;
    private final ArrayDeque<JudgedExchange> judged = new ArrayDeque<>();

    FinishStage(Supplier<Comparing> comparing, @Nullable HookLine hooks) {
        this.comparing = comparing;
        this.hooks = hooks;
    }

    /** Whether exchanges come back later, so that their records must be kept until then. */
    public boolean takesTime() {
        return hooks != null;
    }

    /** Whether it takes one more exchange. While it does not, exchanges that are not decoded yet take less memory. */
    public boolean hasRoom() {
        return judged.isEmpty() && (hooks == null || hooks.hasRoom());
    }

    /** Takes an exchange, as long as there is room; {@link #poll} gives it back. */
    public void submit(JoinedExchange exchange) {
        Comparing current = comparing.get();
        Drafts drafts = Drafts.of(exchange, current);
        if (hooks != null && isForHooks(exchange, current)) {
            hooks.add(drafts);
        } else {
            String requestId = exchange.selection().requestId();
            judged.add(new JudgedExchange(requestId, drafts.outcomes(), null));
        }
    }

    /** An exchange that is judged, or null when none is yet. Does not block. */
    public @Nullable JudgedExchange poll() {
        JudgedExchange next = judged.poll();
        return next != null || hooks == null ? next : hooks.poll();
    }

    private static boolean isForHooks(JoinedExchange exchange, Comparing current) {
        return !current.settings().onlyComplete()
                || (exchange.selection().backends().size() > 1 && exchange.answeredCompletely());
    }

    /** Gives up what is with the hooks; the next owner of the partition begins it anew. */
    @Override
    public void close() {
        if (hooks != null) {
            hooks.close();
        }
    }
}

package io.kagemusha.proxy.select;

import io.kagemusha.common.hook.ClientRequest;
import io.kagemusha.common.hook.SelectBackends;
import io.kagemusha.proxy.hook.HookFailures;
import io.kagemusha.proxy.hook.HookThreads;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Asks the hooks which backends to select, all of them in order; the last answer counts. Safe for several threads. */
public final class SelectHooks {

    private static final String CONSEQUENCE = "the master answers alone";

    private final List<SelectBackends> hooks;
    private final HookThreads threads;
    private final HookFailures failures;
    private final boolean wantBody;
    private final boolean mayBlock;

    /** Registers {@code kagemusha.select.failures}. */
    public SelectHooks(List<SelectBackends> hooks, HookThreads threads, MeterRegistry metrics) {
        this.hooks = List.copyOf(hooks);
        this.threads = threads;
        this.failures = new HookFailures(SelectBackends.class, "kagemusha.select.failures", metrics);
        this.wantBody = any(SelectBackends::wantsBody);
        this.mayBlock = any(SelectBackends::mayBlock);
    }

    private boolean any(Predicate<SelectBackends> trait) {
        return hooks.stream().anyMatch(trait);
    }

    boolean isEmpty() {
        return hooks.isEmpty();
    }

    boolean wantBody() {
        return wantBody;
    }

    /** Whether they cannot be asked at once, on the event loop, with nothing but the head. */
    boolean takeTime() {
        return wantBody || mayBlock;
    }

    /** The names that they give; none where they give nothing usable. */
    List<String> ask(ClientRequest request) {
        List<String> names = List.of();
        for (SelectBackends hook : hooks) {
            try {
                List<String> answer = hook.selectBackends(request);
                names = answer == null ? List.of() : new ArrayList<>(answer);
            } catch (Throwable e) {
                // Whatever a hook throws, errors of its libraries and of its stack among them, costs no client its
                // answer
                if (mayBlock && e instanceof InterruptedException) {
                    // Its time is over, which is told of where the time is kept
                    return List.of();
                }
                failures.onFailure(e, CONSEQUENCE);
                names = List.of();
            }
        }
        return names;
    }

    /** The same where they may take their time; {@code then} is called on the loop. */
    void askLater(EventLoop loop, ClientRequest request, Consumer<List<String>> then) {
        if (!mayBlock) {
            then.accept(ask(request));
            return;
        }
        threads.run(loop, false, () -> ask(request)).addListener(done -> {
            if (done.isSuccess()) {
                @SuppressWarnings("unchecked")
                var names = (List<String>) done.getNow();
                then.accept(names);
            } else {
                failures.onFailure(done.cause(), CONSEQUENCE);
                then.accept(List.of());
            }
        });
    }
}

package io.kagemusha.proxy.backend;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The instances of a backend that one call goes to, each at most once in turn. Those that are up are all tried; those that
 * are down only as long as no more than one connect timeout has passed, so that a backend that is dead as a whole is told
 * of in time. Confined to the call's event loop.
 */
final class Attempts {

    private final Backend backend;
    private List<Instance> tried = List.of();
    private @Nullable Instance current;
    private long startNanos;

    Attempts(Backend backend) {
        this.backend = backend;
    }

    /** Gives up the current instance for one that was not tried yet; null when there is none. */
    @Nullable
    Instance next() {
        boolean late = false;
        if (current == null) {
            startNanos = System.nanoTime();
        } else {
            late = System.nanoTime() - startNanos
                    >= backend.settings().instances().connectTimeout().toNanos();
            tried = tried.isEmpty() ? new ArrayList<>() : tried;
            tried.add(current);
        }
        Instance next = backend.nextInstance(tried, late);
        if (next != null) {
            current = next;
        }
        return next;
    }

    /** The instance that the call is at; null before the first. */
    @Nullable
    Instance current() {
        return current;
    }
}

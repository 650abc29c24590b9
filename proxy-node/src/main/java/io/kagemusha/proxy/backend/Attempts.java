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

    private final ConnectionPools pools;
    private final Backend backend;
    private List<Instance> tried = List.of();
    private @Nullable Instance current;
    private long startNanos;

    Attempts(ConnectionPools pools, Backend backend) {
        this.pools = pools;
        this.backend = backend;
    }

    /** Gets the call a connection to an instance that was not tried yet, now or later; false when there is none. */
    boolean connectToNext(BackendCall call) {
        Instance next = pools.isClosed() ? null : next();
        if (next == null) {
            return false;
        }
        ConnectionPool pool = pools.of(next);
        BackendStream idle = pool.take();
        if (idle == null) {
            pool.connect(call);
        } else {
            call.onConnected(idle);
        }
        return true;
    }

    /** Gets the call a fresh connection to the instance that it is at; false when none may be opened any more. */
    boolean connectAgain(BackendCall call) {
        if (current == null || pools.isClosed()) {
            return false;
        }
        pools.of(current).connect(call);
        return true;
    }

    private @Nullable Instance next() {
        boolean late = false;
        if (current == null) {
            startNanos = System.nanoTime();
        } else {
            late = System.nanoTime() - startNanos
                    >= backend.settings()
                            .instances()
                            .connections()
                            .connectTimeout()
                            .toNanos();
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

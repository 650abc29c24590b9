package io.kagemusha.proxy.control;

import io.kagemusha.common.configuration.BackendSettings;
import io.kagemusha.common.configuration.ProxySettings;
import io.kagemusha.proxy.backend.Backend;
import java.io.IOException;
import java.util.Collection;

/** A node as far as it can be told what to do while it runs. Safe for use by several threads. */
public interface ControlledNode {

    /**
     * Takes over backends and routes from the next request on. Reads the certificates of backends that are new, and waits for
     * nothing else.
     *
     * @throws IOException when one of the backends cannot be made, with a message that names it; all stays as it is then,
     *     and it may be tried again
     */
    void routeBy(ProxySettings settings) throws IOException;

    /**
     * Whether a backend with these settings could be made.
     *
     * @throws IOException when its certificates cannot be used, with a message that names the backend
     */
    void check(BackendSettings settings) throws IOException;

    /** The backends in use, in order of registration. */
    Collection<Backend> backends();

    /** Stops accepting and lets what is under way end. Returns at once. */
    void drain();

    /** Exchanges under way. */
    long running();
}

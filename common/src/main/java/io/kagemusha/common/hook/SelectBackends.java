package io.kagemusha.common.hook;

import java.util.List;

/**
 * Chooses the backends of one request, after the routes.
 *
 * <p>Called on an event loop, by several of them at once: it must be safe for that and must not block. Names that no
 * backend has are dropped, repeated ones count once. An empty list, null or an exception selects the master alone.
 */
@FunctionalInterface
public interface SelectBackends {

    /** The names of the backends that shall be sent the request. */
    List<String> selectBackends(ClientRequest request) throws Exception;
}

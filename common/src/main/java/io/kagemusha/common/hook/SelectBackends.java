package io.kagemusha.common.hook;

import java.util.List;

/**
 * Chooses the backends of one request, after the routes.
 *
 * <p>Called by several threads at once, for which it must be safe. They are event loops, so it must not block unless
 * {@link #mayBlock()} says that it may. Names that no backend has are dropped, repeated ones count once; where backends are
 * asked one after the other, the order counts. An empty list, null or an exception selects the master alone.
 */
@FunctionalInterface
public interface SelectBackends {

    /** The names of the backends that shall be sent the request. */
    List<String> selectBackends(ClientRequest request) throws Exception;

    /**
     * Whether {@link ClientRequest#body()} is needed. Requests then wait until their body is there; without such a hook
     * they stream.
     */
    default boolean wantsBody() {
        return false;
    }

    /**
     * Whether it may block. It is then called on a thread of its own, for which its request waits, and no other; when there
     * is none or it takes too long, that counts as an exception.
     */
    default boolean mayBlock() {
        return false;
    }

    /** The hook as one that is shown bodies. */
    static SelectBackends withBody(SelectBackends hook) {
        return new SelectBackends() {
            @Override
            public List<String> selectBackends(ClientRequest request) throws Exception {
                return hook.selectBackends(request);
            }

            @Override
            public boolean wantsBody() {
                return true;
            }

            @Override
            public boolean mayBlock() {
                return hook.mayBlock();
            }
        };
    }

    /** The hook as one that may block. */
    static SelectBackends blocking(SelectBackends hook) {
        return new SelectBackends() {
            @Override
            public List<String> selectBackends(ClientRequest request) throws Exception {
                return hook.selectBackends(request);
            }

            @Override
            public boolean wantsBody() {
                return hook.wantsBody();
            }

            @Override
            public boolean mayBlock() {
                return true;
            }
        };
    }
}

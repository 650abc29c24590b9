package io.kagemusha.common.hook;

/**
 * Changes the copy of a request that one backend is sent; what it does there, no other backend sees.
 *
 * <p>Called once for each selected backend, by several threads at once, for which it must be safe. They are event loops, so
 * it must not block unless {@link #mayBlock} says that it may. An exception sheds a shadow; the backend that is to answer is
 * sent the request unchanged.
 */
@FunctionalInterface
public interface MungeRequest {

    void mungeRequest(String backend, OutgoingRequest request) throws Exception;

    /**
     * Whether {@link OutgoingRequest#body()} is needed for that backend. Its copy then waits until the body is there as a
     * whole; a body that is larger than {@code replay-buffer} sheds a shadow, and goes unchanged to the backend that is to
     * answer.
     */
    default boolean wantsBody(String backend) {
        return false;
    }

    /**
     * Whether it may block for that backend. It is then called on a thread of its own, for which that copy waits, and no
     * other; when there is none or it takes too long, that counts as an exception.
     */
    default boolean mayBlock(String backend) {
        return false;
    }

    /** The hook for that backend alone, shown its bodies. */
    static MungeRequest withBody(String backend, MungeRequest hook) {
        return new MungeOneBackend(backend, hook, true, false);
    }

    /** The hook for that backend alone, where it may block. */
    static MungeRequest blocking(String backend, MungeRequest hook) {
        return new MungeOneBackend(backend, hook, false, true);
    }
}

package io.kagemusha.common.hook;

/**
 * Changes the copy of a request that one backend is sent; what it does there, no other backend sees.
 *
 * <p>Called on an event loop, by several of them at once, once for each selected backend: it must be safe for that and
 * must not block. An exception sheds a shadow; the backend that is to answer is sent the request unchanged.
 */
@FunctionalInterface
public interface MungeRequest {

    void mungeRequest(String backend, OutgoingRequest request) throws Exception;
}

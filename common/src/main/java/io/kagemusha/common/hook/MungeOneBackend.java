package io.kagemusha.common.hook;

/**
 * Calls a hook for one backend alone.
 *
 * @param body whether it wants bodies, where it does not say so itself
 * @param blocking whether it may block, where it does not say so itself
 */
record MungeOneBackend(String backend, MungeRequest hook, boolean body, boolean blocking) implements MungeRequest {

    @Override
    public void mungeRequest(String name, OutgoingRequest request) throws Exception {
        if (name.equals(backend)) {
            hook.mungeRequest(name, request);
        }
    }

    @Override
    public boolean wantsBody(String name) {
        return name.equals(backend) && (body || hook.wantsBody(name));
    }

    @Override
    public boolean mayBlock(String name) {
        return name.equals(backend) && (blocking || hook.mayBlock(name));
    }
}

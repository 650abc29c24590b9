package io.kagemusha.common.hook;

import java.util.ArrayList;
import java.util.List;

/**
 * The hooks of one process, each kind in the order in which they are called.
 *
 * @param selectBackends the last one's answer counts
 * @param mungeRequest each sees what the ones before it changed
 */
public record Hooks(
        List<SelectBackends> selectBackends, List<MungeRequest> mungeRequest, List<BackendFinished> backendFinished) {

    /** No hooks. */
    public static final Hooks NONE = new Hooks(List.of(), List.of(), List.of());

    public Hooks {
        selectBackends = List.copyOf(selectBackends);
        mungeRequest = List.copyOf(mungeRequest);
        backendFinished = List.copyOf(backendFinished);
    }

    public boolean isEmpty() {
        return selectBackends.isEmpty() && mungeRequest.isEmpty() && backendFinished.isEmpty();
    }

    /** These hooks, and after them the others. */
    public Hooks and(Hooks others) {
        return new Hooks(
                joined(selectBackends, others.selectBackends),
                joined(mungeRequest, others.mungeRequest),
                joined(backendFinished, others.backendFinished));
    }

    private static <T> List<T> joined(List<T> first, List<T> second) {
        var all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }
}

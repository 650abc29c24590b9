package io.kagemusha.proxy.control;

import io.kagemusha.common.admin.AdminAnswer;
import io.kagemusha.common.admin.AdminEndpoint;
import io.kagemusha.common.admin.AdminEndpoint.Method;
import io.kagemusha.common.admin.AdminRequest;
import io.kagemusha.common.admin.Condition;
import io.kagemusha.common.admin.ReadinessCheck;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the admin server answers about a node's backends and routes. It can be served before the node is there, and says
 * until then that the node is being started. Safe for use by several threads.
 */
public final class ControlEndpoints implements ReadinessCheck {

    private volatile @Nullable Control control;

    /** Something that a node's control answers. */
    private interface Part {
        AdminAnswer answer(Control control, AdminRequest request);
    }

    /** To be served. */
    public List<AdminEndpoint> all() {
        return List.of(
                endpoint(Method.GET, "/backends", (node, request) -> node.backends()),
                endpoint(Method.PUT, "/backends/{name}", Control::put),
                endpoint(Method.DELETE, "/backends/{name}", Set.of("revert"), Control::delete),
                endpoint(Method.GET, "/routes", (node, request) -> node.routes()),
                endpoint(Method.POST, "/drain", (node, request) -> node.drain()));
    }

    private AdminEndpoint endpoint(Method method, String path, Part part) {
        return endpoint(method, path, Set.of(), part);
    }

    private AdminEndpoint endpoint(Method method, String path, Set<String> flags, Part part) {
        return new AdminEndpoint(method, path, flags, request -> {
            Control started = control;
            return started == null
                    ? AdminAnswer.problem(503, "the proxy is being started")
                    : part.answer(started, request);
        });
    }

    /** From now on the node's control answers. */
    public void started(Control node) {
        control = node;
    }

    @Override
    public String name() {
        return "configuration";
    }

    @Override
    public Condition condition() {
        Control started = control;
        return started == null ? Condition.READY : started.condition();
    }
}

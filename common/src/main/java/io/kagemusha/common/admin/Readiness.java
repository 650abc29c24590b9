package io.kagemusha.common.admin;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The answer to {@code /readyz}, made of what each check says. Safe for use by several threads. */
final class Readiness {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<ReadinessCheck> checks;

    Readiness(List<ReadinessCheck> checks) {
        this.checks = List.copyOf(checks);
    }

    /** Asks every check. */
    Report report() {
        ObjectNode body = JSON.createObjectNode();
        var degraded = JSON.createArrayNode();
        for (ReadinessCheck check : checks) {
            String problem = problem(check);
            if (problem != null) {
                degraded.addObject().put("name", check.name()).put("problem", problem);
            }
        }
        body.put("status", degraded.isEmpty() ? "ready" : "degraded");
        if (!degraded.isEmpty()) {
            body.set("degraded", degraded);
        }
        return new Report(degraded.isEmpty(), body.toString());
    }

    private static @Nullable String problem(ReadinessCheck check) {
        try {
            return check.problem();
        } catch (RuntimeException e) {
            return "the check itself failed: " + e;
        }
    }

    /** @param json {@code {"status":"degraded","degraded":[{"name":"kafka","problem":"…"}]}} */
    record Report(boolean ready, String json) {}
}

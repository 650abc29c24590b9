package io.kagemusha.common.admin;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kagemusha.common.admin.Condition.State;
import java.util.List;
import java.util.Locale;

/** The answer to {@code /readyz}, made of what each check says. Safe for use by several threads. */
final class Readiness {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<ReadinessCheck> checks;

    Readiness(List<ReadinessCheck> checks) {
        this.checks = List.copyOf(checks);
    }

    /** Asks every check; the worst of their answers is the process's. */
    Report report() {
        ObjectNode body = JSON.createObjectNode();
        State worst = State.READY;
        body.put("status", nameOf(worst));
        for (ReadinessCheck check : checks) {
            Condition condition = condition(check);
            if (condition.state() != State.READY) {
                body.withArray(nameOf(condition.state()))
                        .addObject()
                        .put("name", check.name())
                        .put("problem", condition.detail());
                worst = worst.compareTo(condition.state()) < 0 ? condition.state() : worst;
            }
        }
        body.put("status", nameOf(worst));
        return new Report(worst != State.UNAVAILABLE, body.toString());
    }

    private static Condition condition(ReadinessCheck check) {
        try {
            return check.condition();
        } catch (RuntimeException e) {
            return Condition.degraded("the check itself failed: " + e);
        }
    }

    private static String nameOf(State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    /** @param json {@code {"status":"degraded","degraded":[{"name":"kafka","problem":"…"}]}} */
    record Report(boolean ready, String json) {}
}

package io.kagemusha.common.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;

/** What the admin server answers. */
public record AdminAnswer(int status, String contentType, String body) {

    /** A document, for a person too. */
    public static AdminAnswer json(int status, JsonNode document) {
        return new AdminAnswer(status, "application/json", document.toPrettyString() + "\n");
    }

    /**
     * What is wrong (RFC 9457).
     *
     * @param faults one line each; may be empty
     */
    public static AdminAnswer problem(int status, String title, List<String> faults) {
        var problem = JsonNodeFactory.instance.objectNode();
        problem.put("type", "about:blank").put("title", title).put("status", status);
        if (!faults.isEmpty()) {
            faults.forEach(problem.putArray("faults")::add);
        }
        return new AdminAnswer(status, "application/problem+json", problem.toPrettyString() + "\n");
    }

    /** The same without a list of faults. */
    public static AdminAnswer problem(int status, String title) {
        return problem(status, title, List.of());
    }
}

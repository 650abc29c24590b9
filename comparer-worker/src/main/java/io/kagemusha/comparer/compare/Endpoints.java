package io.kagemusha.comparer.compare;

import io.kagemusha.common.http.FieldSyntax;
import io.kagemusha.common.http.RequestTarget;
import java.util.List;

/**
 * Names the endpoint of a request, {@code GET /users/{id}}: by the first configured template that fits its path, else
 * with {@code {id}} for each segment that looks like one. The name depends on nothing else, so the same request has the
 * same one on every worker. Safe for use by several threads.
 */
public final class Endpoints {

    private static final int MAX_SEGMENTS = 12;
    private static final int MAX_METHOD_LENGTH = 20;
    private static final String ID = "{id}";
    private static final String REST = "**";

    private final List<EndpointTemplate> templates;

    /** Tries {@code templates}, {@code /users/{name}}, in order. */
    public Endpoints(List<String> templates) {
        this.templates = templates.stream().map(EndpointTemplate::parse).toList();
    }

    /** The endpoint of a request; never longer than a few hundred characters, whatever the request. */
    public String of(String method, String target) {
        String name = method.length() <= MAX_METHOD_LENGTH && FieldSyntax.isToken(method) ? method : "OTHER";
        String[] path = RequestTarget.path(target).split("/", -1);
        for (EndpointTemplate template : templates) {
            if (template.matches(path)) {
                return name + ' ' + template.text();
            }
        }
        return name + ' ' + generalised(path);
    }

    private static String generalised(String[] path) {
        if (path.length == 1) {
            return path[0].equals("*") || path[0].isEmpty() ? path[0] : ID;
        }
        var text = new StringBuilder();
        for (int i = 1; i < path.length; i++) {
            if (i > MAX_SEGMENTS) {
                return text.append('/').append(REST).toString();
            }
            text.append('/').append(IdSegments.isId(path[i]) ? ID : path[i]);
        }
        return text.toString();
    }
}

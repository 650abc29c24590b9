package io.kagemusha.common.admin;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.ArrayList;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stands before what is not open to everybody, and lets changes happen one after the other. */
final class EndpointGuard {

    private static final Logger LOG = LoggerFactory.getLogger(EndpointGuard.class);

    private static final Set<String> FLAG_VALUES = Set.of("", "true");

    private final Access access;
    private final HostCheck hosts;
    private final Executor changes;

    EndpointGuard(Access access, HostCheck hosts, Executor changes) {
        this.access = access;
        this.hosts = hosts;
        this.changes = changes;
    }

    Handler around(Handler handler) {
        return context -> {
            if (permits(context)) {
                handler.handle(context);
            }
        };
    }

    Handler around(AdminEndpoint endpoint) {
        return context -> {
            if (!permits(context) || !understands(context, endpoint)) {
                return;
            }
            var request = new AdminRequest(
                    context.pathParamMap().getOrDefault("name", ""),
                    context.queryParamMap().keySet(),
                    context.body());
            if (!endpoint.changes()) {
                write(context, answer(endpoint, request));
            } else if (context.header("Origin") != null) {
                // Browsers send it with what pages make them do, and no page has business here
                write(context, AdminAnswer.problem(403, "not for browsers"));
            } else {
                context.future(() -> CompletableFuture.supplyAsync(() -> answer(endpoint, request), changes)
                        .thenAccept(answer -> write(context, answer)));
            }
        };
    }

    private boolean permits(Context context) {
        if (access.isOpen() && !hosts.permits(context.header("Host"))) {
            write(
                    context,
                    AdminAnswer.problem(
                            403, "Host is another's name (expected: an IP address or localhost, or an admin.token)"));
            return false;
        }
        boolean permitted = access.permits(context.header("Authorization"));
        if (!permitted) {
            context.header("WWW-Authenticate", "Bearer");
            write(context, AdminAnswer.problem(401, "admin.token is needed (expected: Authorization: Bearer TOKEN)"));
        }
        return permitted;
    }

    /** A change that was asked for with a word more, perhaps a misspelt one, may not be the one that was meant. */
    private static boolean understands(Context context, AdminEndpoint endpoint) {
        var faults = new ArrayList<String>();
        context.queryParamMap().forEach((name, values) -> {
            if (!endpoint.flags().contains(name)) {
                faults.add(name + ": unknown parameter (expected: "
                        + (endpoint.flags().isEmpty() ? "none" : String.join(", ", endpoint.flags())) + ")");
            } else if (!FLAG_VALUES.containsAll(values)) {
                faults.add(name + ": " + String.join(", ", values) + " (expected: no value, or true)");
            }
        });
        if (!faults.isEmpty()) {
            write(context, AdminAnswer.problem(400, "not a valid query", faults));
        }
        return faults.isEmpty();
    }

    private static AdminAnswer answer(AdminEndpoint endpoint, AdminRequest request) {
        try {
            return endpoint.handler().answer(request);
        } catch (Exception e) {
            LOG.atWarn().setCause(e).log("the admin server could not answer {} {}", endpoint.method(), endpoint.path());
            return AdminAnswer.problem(500, "this went wrong in a way that nobody foresaw, the log has the details");
        }
    }

    static void write(Context context, AdminAnswer answer) {
        context.status(answer.status()).contentType(answer.contentType()).result(answer.body());
    }
}

package io.kagemusha.common.admin;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stands before what is not open to everybody, and lets changes happen one after the other. */
final class EndpointGuard {

    private static final Logger LOG = LoggerFactory.getLogger(EndpointGuard.class);

    private final Access access;
    private final Executor changes;

    EndpointGuard(Access access, Executor changes) {
        this.access = access;
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
            if (!permits(context)) {
                return;
            }
            AdminRequest request = request(context);
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
        boolean permitted = access.permits(context.header("Authorization"));
        if (!permitted) {
            context.header("WWW-Authenticate", "Bearer");
            write(context, AdminAnswer.problem(401, "admin.token is needed (expected: Authorization: Bearer TOKEN)"));
        }
        return permitted;
    }

    private static AdminRequest request(Context context) {
        Map<String, String> query = new LinkedHashMap<>();
        context.queryParamMap().forEach((name, values) -> query.put(name, values.get(0)));
        return new AdminRequest(context.pathParamMap().getOrDefault("name", ""), query, context.body());
    }

    private static AdminAnswer answer(AdminEndpoint endpoint, AdminRequest request) {
        try {
            return endpoint.handler().answer(request);
        } catch (Exception e) {
            LOG.atWarn().setCause(e).log("the admin server could not answer {} {}", endpoint.method(), endpoint.path());
            return AdminAnswer.problem(500, "this went wrong in a way that nobody foresaw, the log has the details");
        }
    }

    private static void write(Context context, AdminAnswer answer) {
        context.status(answer.status()).contentType(answer.contentType()).result(answer.body());
    }
}

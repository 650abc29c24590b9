package io.kagemusha.common.admin;

import java.util.Set;

/**
 * Something that the admin server answers besides health and metrics.
 *
 * @param path may hold <code>{name}</code>
 * @param flags what its query may ask for, as {@code ?revert} or {@code ?revert=true}; anything else there is refused
 */
public record AdminEndpoint(Method method, String path, Set<String> flags, Handler handler) {

    public AdminEndpoint {
        flags = Set.copyOf(flags);
    }

    /** One without a query. */
    public AdminEndpoint(Method method, String path, Handler handler) {
        this(method, path, Set.of(), handler);
    }

    /** What is asked. */
    public enum Method {
        GET,
        PUT,
        POST,
        DELETE
    }

    /** Gives the answers. */
    @FunctionalInterface
    public interface Handler {

        /**
         * Answers. What changes something is called by one thread, one after the other, and may block; {@code GET} is
         * called by several at once.
         */
        AdminAnswer answer(AdminRequest request) throws Exception;
    }

    /** Whether it changes something. */
    boolean changes() {
        return method != Method.GET;
    }
}

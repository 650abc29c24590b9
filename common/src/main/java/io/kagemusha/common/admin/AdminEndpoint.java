package io.kagemusha.common.admin;

/**
 * Something that the admin server answers besides health and metrics.
 *
 * @param path may hold <code>{name}</code>
 */
public record AdminEndpoint(Method method, String path, Handler handler) {

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

package io.kagemusha.proxy.backend;

/** Why a shadow was not sent a request, or not all of it, as records, metrics and logs say it. */
public final class ShedReason {

    /** Too many requests wait for it; or are in flight to it, when one that is had lost a race. */
    public static final String BACKLOG_FULL = "backlog_full";

    /** It failed again and again, and is left alone for a while. */
    public static final String BREAKER_OPEN = "breaker_open";

    /** The bodies that wait for it hold as much memory as they may. */
    public static final String BODY_BUFFER_FULL = "body_buffer_full";

    /** It takes a large request so slowly that too much of it would wait in memory. */
    public static final String READS_TOO_SLOWLY = "reads_too_slowly";

    /** It was removed or replaced before the request had its turn. */
    public static final String BACKEND_REMOVED = "backend_removed";

    /** A hook that makes its copy of the request failed. */
    public static final String MUNGE_FAILED = "munge_failed";

    /** A hook wants the whole body for its copy, and that is too large to be kept. */
    public static final String MUNGE_BODY_TOO_LARGE = "munge_body_too_large";

    /** The node stops. */
    public static final String NODE_STOPPING = "node_stopping";

    private ShedReason() {}
}

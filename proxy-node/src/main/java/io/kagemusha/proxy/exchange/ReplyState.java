package io.kagemusha.proxy.exchange;

/**
 * How far the answer to the client is.
 *
 * <pre>
 * AWAITING ──► STREAMING ──► ANSWERED
 *     │            │
 *     └────────────┴──► GONE   the client went away, or the answer broke off
 * </pre>
 */
enum ReplyState {
    /** No backend's response has been chosen. */
    AWAITING,
    /** A response is being passed on. */
    STREAMING,
    /** The client has its whole answer. */
    ANSWERED,
    /** Nobody is there to be answered; the backends go on. */
    GONE;

    boolean canBecome(ReplyState next) {
        return switch (this) {
            case AWAITING -> next != AWAITING;
            case STREAMING -> next == ANSWERED || next == GONE;
            case ANSWERED, GONE -> false;
        };
    }
}

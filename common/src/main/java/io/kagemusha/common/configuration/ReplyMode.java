package io.kagemusha.common.configuration;

/** How the backend that answers the client is found. */
public enum ReplyMode {
    /** Master's response, whatever it is; where master is not selected, as {@link #FASTEST}. */
    MASTER,
    /** The first usable response of all that were asked in parallel. */
    FASTEST,
    /** One is asked after the other, in order, until one gives a usable response. */
    FIRST_USABLE,
    /** One is asked, a different one for each request; the turn of one that gives no response goes to the next. */
    ROUND_ROBIN;

    /** Whether a backend is asked only when the ones before it gave nothing usable. */
    public boolean isSerial() {
        return switch (this) {
            case MASTER, FASTEST -> false;
            case FIRST_USABLE, ROUND_ROBIN -> true;
        };
    }
}

package io.kagemusha.common.configuration;

/** How the backend that answers the client is found. */
public enum ReplyMode {
    /** Master's response, whatever it is; where master is not selected, as {@link #FASTEST}. */
    MASTER,
    /** The first usable response of all that were asked in parallel. */
    FASTEST
}

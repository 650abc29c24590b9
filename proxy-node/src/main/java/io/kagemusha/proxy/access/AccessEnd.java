package io.kagemusha.proxy.access;

import java.util.Locale;

/** How a request ended for its client. */
enum AccessEnd {
    /** It was given a whole answer. */
    COMPLETE,
    /** The answer broke off. */
    BROKEN_OFF,
    /** It went away first. */
    CLIENT_GONE;

    /** As it stands in a line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

package io.kagemusha.comparer.metric;

import java.util.Locale;

/** Why a record went to the dead letters. The wire name, in metrics and headers, is the lower-case one. */
public enum DeadLetterReason {
    /** Its headers or its value are not in the format of its topic. */
    UNREADABLE,
    /** It names other backends than the records of its exchange that came before it. */
    CONTRADICTORY,
    /** It weighs more than the store's topic takes. */
    TOO_LARGE,
    /** A mismatch whose topic cannot be made. */
    NO_TOPIC,
    /** A hook failed with its exchange. */
    HOOK_FAILED,
    /** The comparer itself failed with it. */
    FAILED;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    public String wireName() {
        return wireName;
    }
}

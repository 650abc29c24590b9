package io.kagemusha.common.exchange;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The names of what can go wrong between the proxy node and one backend. The wire name is the lower-case one. */
public enum FailureKind {
    /** Nobody listens there, or the host refused. */
    CONNECT_REFUSED,
    /** No connection within {@code connect-timeout}. */
    CONNECT_TIMEOUT,
    /** The host name has no address. */
    DNS,
    /** The TLS handshake failed. */
    TLS,
    /** The backend sent nothing for its {@code timeout}. */
    RESPONSE_TIMEOUT,
    /** The connection was closed or reset before the response began. */
    RESET,
    /** The response broke off after it had begun. */
    TRUNCATED,
    /** What the backend sent is no valid HTTP. */
    PROTOCOL_ERROR,
    /** The response broke a size limit. */
    TOO_LARGE,
    /** Not sent, or given up, to protect something; the reason says what. Only shadows are shed. */
    SHED,
    /** The client went away before its request was complete, or long before the response was. */
    ABORTED_BY_CLIENT;

    private static final Map<String, FailureKind> BY_WIRE_NAME = new HashMap<>();

    static {
        for (FailureKind kind : values()) {
            BY_WIRE_NAME.put(kind.wireName(), kind);
        }
    }

    private final String wireName = name().toLowerCase(Locale.ROOT);

    /** The name in records, events, metrics and logs: {@code connect_refused}. */
    public String wireName() {
        return wireName;
    }

    /** The failure of that wire name, or null. */
    public static @Nullable FailureKind ofWireName(String wireName) {
        return BY_WIRE_NAME.get(wireName);
    }
}

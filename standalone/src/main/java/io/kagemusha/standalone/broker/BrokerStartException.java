package io.kagemusha.standalone.broker;

import org.jspecify.annotations.Nullable;

/**
 * The embedded broker could not be started. The message is one line that says why and what was expected; it is meant to
 * be shown to a person as it is. Nothing of the broker runs any more when this is thrown, and the data directory is as
 * usable as before.
 */
public final class BrokerStartException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BrokerStartException(String message) {
        this(message, null);
    }

    BrokerStartException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

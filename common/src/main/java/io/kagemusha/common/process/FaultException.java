package io.kagemusha.common.process;

import org.jspecify.annotations.Nullable;

/** Something that a person can put right. The message is one line that says what failed and what to do. */
public final class FaultException extends Exception {

    private static final long serialVersionUID = 1L;

    public FaultException(String message) {
        this(message, null);
    }

    public FaultException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

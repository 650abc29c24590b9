package io.kagemusha.common.record;

/** A record that is not in the format of its topic. The message names the header or the part, and what was expected. */
public final class BadRecordException extends Exception {

    private static final long serialVersionUID = 1L;

    public BadRecordException(String message) {
        super(message);
    }

    public BadRecordException(String message, Throwable cause) {
        super(message, cause);
    }
}

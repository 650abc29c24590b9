package io.kagemusha.standalone.mismatch;

/** A record that is not the event that it was read as. */
public final class BadEventException extends Exception {

    private static final long serialVersionUID = 1L;

    BadEventException(String message) {
        super(message);
    }
}

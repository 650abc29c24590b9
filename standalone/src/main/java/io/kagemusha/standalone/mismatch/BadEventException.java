package io.kagemusha.standalone.mismatch;

import io.kagemusha.standalone.terminal.Inert;

/** A record that is not the event that it was read as. Its message is one harmless line, whatever it quotes of the record. */
public final class BadEventException extends Exception {

    private static final long serialVersionUID = 1L;

    BadEventException(String message) {
        super(Inert.line(message));
    }
}

package io.kagemusha.proxy.control;

/** A change that was not made. The message is one line for whoever wanted it. */
final class ChangeFailedException extends Exception {

    private static final long serialVersionUID = 1L;

    ChangeFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}

package io.kagemusha.proxy.http;

/** A request that is answered with an error status here and never reaches a backend. */
public final class RequestRefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int status;

    RequestRefusedException(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    /** The status to answer with, 400 to 505. */
    public int status() {
        return status;
    }
}

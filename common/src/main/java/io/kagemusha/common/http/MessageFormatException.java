package io.kagemusha.common.http;

/** Bytes that are not the message that they should be. The message says what was found and what was expected. */
public final class MessageFormatException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public MessageFormatException(String message) {
        super(message);
    }
}

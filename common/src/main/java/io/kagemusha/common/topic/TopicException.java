package io.kagemusha.common.topic;

import org.jspecify.annotations.Nullable;

/** Topics that cannot be used, or not be made. The message is one line that says which and why. */
public final class TopicException extends Exception {

    private static final long serialVersionUID = 1L;

    TopicException(String message) {
        super(message);
    }

    TopicException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

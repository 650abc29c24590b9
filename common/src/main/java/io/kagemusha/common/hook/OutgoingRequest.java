package io.kagemusha.common.hook;

import io.kagemusha.common.http.FieldSyntax;
import io.kagemusha.common.http.Headers;
import org.jspecify.annotations.Nullable;

/** One backend's own copy of a request, free to be changed by {@link MungeRequest} while that is called. */
public final class OutgoingRequest {

    private final String requestId;
    private String method;
    private String target;
    private final Headers headers;
    private byte @Nullable [] body;
    private boolean bodyChanged;

    /**
     * Creates a copy.
     *
     * @param body null where it is not there
     */
    public OutgoingRequest(String requestId, String method, String target, Headers headers, byte @Nullable [] body) {
        this.requestId = requestId;
        this.method = method;
        this.target = target;
        this.headers = headers;
        this.body = body;
    }

    /** The identifier of the exchange, as in its records; the same for every backend. */
    public String requestId() {
        return requestId;
    }

    public String method() {
        return method;
    }

    /**
     * Replaces the method.
     *
     * @throws IllegalArgumentException when it is no token
     */
    public void method(String newMethod) {
        if (!FieldSyntax.isToken(newMethod)) {
            throw new IllegalArgumentException("method: " + newMethod + " (expected: a token)");
        }
        method = newMethod;
    }

    /** The request target, one character a byte. */
    public String target() {
        return target;
    }

    /**
     * Replaces the request target.
     *
     * @throws IllegalArgumentException when it is empty or has white space, control characters or characters of more
     *     than a byte
     */
    public void target(String newTarget) {
        if (newTarget.isEmpty() || !FieldSyntax.isValue(newTarget) || newTarget.matches(".*[ \t].*")) {
            throw new IllegalArgumentException("target: " + newTarget + " (expected: a request target)");
        }
        target = newTarget;
    }

    /** The header fields, to be changed in place. Fields that frame the message are set by the proxy afterwards. */
    public Headers headers() {
        return headers;
    }

    /**
     * The body, without transfer coding; not to be changed in place.
     *
     * @throws IllegalStateException when no hook said that it wants the body for this backend
     */
    public byte[] body() {
        if (body == null) {
            throw new IllegalStateException(
                    "body: not there (expected: a hook whose wantsBody is true for this backend)");
        }
        return body;
    }

    /**
     * Replaces the body; the length that frames it follows.
     *
     * @throws IllegalStateException when no hook said that it wants the body for this backend
     */
    public void body(byte[] newBody) {
        body();
        body = newBody;
        bodyChanged = true;
    }

    /** Whether {@link #body(byte[])} was called. */
    public boolean isBodyChanged() {
        return bodyChanged;
    }
}

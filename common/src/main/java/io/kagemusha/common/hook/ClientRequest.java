package io.kagemusha.common.hook;

import io.kagemusha.common.http.Headers;

/** A client's request as {@link SelectBackends} sees it. It can only be read. */
public interface ClientRequest {

    /** The identifier of the exchange, as in its records. */
    String requestId();

    String method();

    /** The request target as sent, with its query, one character a byte. */
    String target();

    /** Every header field as sent; refuses changes. */
    Headers headers();

    /** The client's address without port. */
    String clientAddress();

    /** The name of the route that matched. */
    String route();

    /**
     * The body, without transfer coding; its beginning when {@link #bodyTruncated()}.
     *
     * @throws IllegalStateException when no hook said that it wants bodies
     */
    byte[] body();

    /** Whether the body is longer than {@code replay-buffer}, and {@link #body()} only the beginning. */
    boolean bodyTruncated();
}

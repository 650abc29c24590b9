package io.kagemusha.common.exchange;

import io.kagemusha.common.http.RequestMessage;

/**
 * The request that a backend was really sent, after munging.
 *
 * @param message its body is empty when {@code bodyAsReceived}
 * @param bodyAsReceived whether the body was the client's, unchanged
 */
public record SentRequest(RequestMessage message, boolean bodyAsReceived) {}

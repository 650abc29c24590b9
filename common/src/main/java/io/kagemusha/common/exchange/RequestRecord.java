package io.kagemusha.common.exchange;

import io.kagemusha.common.http.RequestMessage;
import java.time.Instant;

/**
 * One client request as received.
 *
 * @param time when its head arrived, by the proxy node's wall clock; for people only, nothing is computed from it
 * @param client the client's address without port
 */
public record RequestRecord(Selection selection, Instant time, String client, RequestMessage request) {}

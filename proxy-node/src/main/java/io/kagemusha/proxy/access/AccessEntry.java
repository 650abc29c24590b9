package io.kagemusha.proxy.access;

import java.time.Instant;

/**
 * One request and how it ended for its client. Immutable.
 *
 * @param time when its head had arrived
 * @param status 0 where nothing was answered
 * @param bytes of the answer's body
 * @param answeredBy the backend, or empty where it was the proxy itself or nobody
 */
record AccessEntry(
        Instant time, AccessRequest request, int status, long bytes, long micros, String answeredBy, AccessEnd end) {}

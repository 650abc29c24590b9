package io.kagemusha.common.exchange;

import java.time.Instant;

/**
 * What one selected backend did with one exchange. There is one for each of them, always.
 *
 * @param backend whose record it is, one of the selection's
 * @param time when it was finished, by the proxy node's wall clock; for people only
 * @param reply whether this is the response that the client was given, or was to be given had it not failed; true for
 *     exactly one record of an exchange
 */
public record ResponseRecord(Selection selection, String backend, Instant time, boolean reply, Result result) {

    public ResponseRecord {
        if (!selection.backends().contains(backend)) {
            throw new IllegalArgumentException(
                    "backend: " + backend + " (expected: one of " + selection.backends() + ")");
        }
    }
}

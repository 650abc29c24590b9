package io.kagemusha.common.exchange;

import java.util.HashSet;
import java.util.List;

/**
 * Which backends were selected for one exchange. Every record of an exchange carries it whole, so that whichever of
 * them arrives tells how many others there are.
 *
 * @param requestId identifies the exchange, unique for ever
 * @param node the proxy node that ran the exchange
 * @param route the name of the route that matched, {@code default} where none is configured
 * @param backends the names of the selected backends in order of registration, at least one, each once
 * @param preferred which of them is meant to answer the client: the master when it is selected, else the first
 */
public record Selection(String requestId, String node, String route, List<String> backends, String preferred) {

    /** More backends no node has, so that a record that names more cannot be one of a node's. */
    public static final int MOST_BACKENDS = 300;

    public Selection {
        backends = List.copyOf(backends);
        if (requestId.isEmpty()) {
            throw new IllegalArgumentException("requestId: empty (expected: an identifier)");
        }
        if (new HashSet<>(backends).size() < backends.size()) {
            throw new IllegalArgumentException("backends: " + backends + " (expected: each once)");
        }
        if (!backends.contains(preferred)) {
            throw new IllegalArgumentException("preferred: " + preferred + " (expected: one of " + backends + ")");
        }
    }
}

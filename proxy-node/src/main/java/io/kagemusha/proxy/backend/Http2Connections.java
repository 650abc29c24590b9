package io.kagemusha.proxy.backend;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One event loop's HTTP/2 connections to one instance: calls share one as long as its server allows. Confined to that loop.
 */
final class Http2Connections {

    private final long maxAgeNanos;
    private final List<Http2BackendConnection> open = new ArrayList<>(1);

    Http2Connections(Instance instance) {
        this.maxAgeNanos = instance.settings().connections().maxAge().toNanos();
    }

    /** A stream on a connection that is there, or null. */
    @Nullable
    Http2BackendStream take() {
        for (int i = 0; i < open.size(); i++) {
            Http2BackendConnection connection = open.get(i);
            boolean young = System.nanoTime() - connection.openedAt() < maxAgeNanos;
            Http2BackendStream stream = young ? connection.open(true) : null;
            if (stream != null) {
                return stream;
            }
        }
        return null;
    }

    /** Has to do with a connection until it ends. */
    void add(Http2BackendConnection connection) {
        open.add(connection);
    }

    void remove(Http2BackendConnection connection) {
        open.remove(connection);
    }

    /** Closes what nobody has used for a while, and lets those that are too old end with their calls. */
    void closeStale(long now) {
        for (Http2BackendConnection connection : List.copyOf(open)) {
            if (connection.isIdleFor(now, ConnectionPool.MAX_IDLE_NANOS)
                    || now - connection.openedAt() >= maxAgeNanos) {
                connection.retire();
            }
        }
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    /** Closes the connections that have no call, and the others as soon as they have none. */
    void retire() {
        List.copyOf(open).forEach(Http2BackendConnection::retire);
    }

    /** Closes every connection, and the calls on them fail. */
    void closeAll() {
        List.copyOf(open).forEach(connection -> connection.breakOff("the node is stopping"));
    }
}

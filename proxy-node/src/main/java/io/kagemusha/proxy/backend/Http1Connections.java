package io.kagemusha.proxy.backend;

import io.netty.channel.Channel;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One event loop's HTTP/1.1 connections to one instance: those idle are used again, the last one first. Confined to that
 * loop.
 */
final class Http1Connections {

    /**
     * An event loop reads the requests of thousands of clients before it comes to the first answer; what it then opened is of
     * use in its next round, and closed when nobody has used it for a while.
     */
    private static final int MAX_IDLE = 8192;

    private final Instance instance;
    private final long maxAgeNanos;
    private final ArrayDeque<Http1BackendConnection> idle = new ArrayDeque<>();
    private final Set<Http1BackendConnection> open = new HashSet<>();
    private boolean retired;

    Http1Connections(Instance instance) {
        this.instance = instance;
        this.maxAgeNanos = instance.settings().connections().maxAge().toNanos();
    }

    Instance instance() {
        return instance;
    }

    /** An idle connection that still looks alive, or null. */
    @Nullable
    Http1BackendConnection take() {
        Http1BackendConnection last = idle.pollLast();
        while (last != null && !(last.isOpen() && isYoung(last, System.nanoTime()))) {
            last.close();
            last = idle.pollLast();
        }
        return last;
    }

    private boolean isYoung(Http1BackendConnection connection, long now) {
        return now - connection.openedAt() < maxAgeNanos;
    }

    /** Has to do with a connection until it ends. */
    void add(Http1BackendConnection connection, Channel channel) {
        open.add(connection);
        channel.closeFuture().addListener(closed -> open.remove(connection));
    }

    /** The instance has done what only one can that is up. */
    void onAlive() {
        instance.onAlive();
    }

    /** Keeps the connection, which has become idle just now, for another request. */
    void putBack(Http1BackendConnection connection) {
        if (!retired && idle.size() < MAX_IDLE && isYoung(connection, connection.idleSince())) {
            idle.addLast(connection);
        } else {
            connection.close();
        }
    }

    void forget(Http1BackendConnection connection) {
        idle.remove(connection);
    }

    /** Closes what nobody has used for a while. */
    void closeStale(long now) {
        while (!idle.isEmpty() && now - idle.peekFirst().idleSince() > ConnectionPool.MAX_IDLE_NANOS) {
            idle.pollFirst().close();
        }
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    /** Closes the connections that are idle, and those in use as soon as they are. */
    void retire() {
        retired = true;
        while (!idle.isEmpty()) {
            idle.pollFirst().close();
        }
    }

    /** Closes every connection, also those in use, whose calls fail. */
    void closeAll() {
        List.copyOf(open).forEach(connection -> connection.onClosed("the node is stopping"));
    }
}

package io.kagemusha.proxy.backend;

import io.kagemusha.common.exchange.Failure;
import io.kagemusha.proxy.http.Http1Codec;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One event loop's connections to one instance: those idle are used again, the last one first. Confined to that loop. */
final class ConnectionPool {

    private static final long MAX_IDLE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final int MAX_IDLE = 1024;

    private final Instance instance;
    private final Bootstrap bootstrap;
    private final long maxAgeNanos;
    private final ArrayDeque<Http1BackendConnection> idle = new ArrayDeque<>();
    private final Set<Http1BackendConnection> open = new HashSet<>();
    private int connecting;
    private boolean retired;

    ConnectionPool(Instance instance, Bootstrap bootstrap) {
        this.instance = instance;
        this.bootstrap = bootstrap;
        this.maxAgeNanos = instance.settings().maxAge().toNanos();
    }

    Instance instance() {
        return instance;
    }

    /** An idle connection that still looks alive, or null. */
    @Nullable
    Http1BackendConnection takeIdle() {
        Http1BackendConnection last = idle.pollLast();
        while (last != null && !(last.isOpen() && isYoung(last))) {
            last.close();
            last = idle.pollLast();
        }
        return last;
    }

    private boolean isYoung(Http1BackendConnection connection) {
        return System.nanoTime() - connection.openedAt() < maxAgeNanos;
    }

    /** Opens a connection and hands it to {@code call}, or the failure. */
    void connect(BackendCall call) {
        connecting++;
        var connection = new Http1BackendConnection(this);
        Opening.begin(bootstrap, instance, new Initializer(connection), new Opening.Listener() {
            @Override
            public void onOpened(Channel channel) {
                connecting--;
                connection.opened(channel);
                open.add(connection);
                channel.closeFuture().addListener(closed -> open.remove(connection));
                onAlive();
                call.onConnected(connection);
            }

            @Override
            public void onFailed(Throwable cause) {
                connecting--;
                Failure failure = ConnectFailures.of(instance, cause);
                instance.onConnectFailed(failure);
                call.onConnectFailed(failure);
            }
        });
    }

    /** The instance has done what only one can that is up. */
    void onAlive() {
        instance.onAlive();
    }

    /** Keeps the connection for another request. */
    void putBack(Http1BackendConnection connection) {
        if (!retired && idle.size() < MAX_IDLE && isYoung(connection)) {
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
        while (!idle.isEmpty() && now - idle.peekFirst().idleSince() > MAX_IDLE_NANOS) {
            idle.pollFirst().close();
        }
    }

    /** Whether it has no connection and awaits none. */
    boolean isEmpty() {
        return open.isEmpty() && connecting == 0;
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

    private final class Initializer extends ChannelInitializer<Channel> {

        private final Http1BackendConnection connection;

        Initializer(Http1BackendConnection connection) {
            this.connection = connection;
        }

        @Override
        protected void initChannel(Channel channel) {
            ChannelPipeline pipeline = channel.pipeline();
            instance.addTls(channel);
            pipeline.addLast("decoder", Http1Codec.responseDecoder(connection::answersHead));
            pipeline.addLast("backend", new Http1BackendHandler(connection));
        }
    }
}

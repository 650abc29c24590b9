package io.kagemusha.proxy.backend;

import io.kagemusha.common.configuration.BackendProtocol;
import io.kagemusha.common.exchange.Failure;
import io.kagemusha.common.exchange.FailureKind;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One event loop's connections to one instance. By HTTP/1.1 each has one call at a time, by HTTP/2 calls share them; a
 * connection that they will probably share is opened for all that want one meanwhile. Confined to that loop.
 */
final class ConnectionPool {

    /** How long a connection is kept that nobody uses. */
    static final long MAX_IDLE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final Instance instance;
    private final Bootstrap bootstrap;
    private final Http1Connections http1;
    private final Http2Connections http2;
    private boolean sharing;
    private @Nullable Attempt shared;
    private int connecting;
    private boolean retired;

    ConnectionPool(Instance instance, Bootstrap bootstrap) {
        this.instance = instance;
        this.bootstrap = bootstrap;
        this.http1 = new Http1Connections(instance);
        this.http2 = new Http2Connections(instance);
        this.sharing = instance.maySpeakHttp2();
    }

    /** What a call needs of a connection that is there and still looks alive, or null. */
    @Nullable
    BackendStream take() {
        BackendStream stream = http2.take();
        return stream == null ? http1.take() : stream;
    }

    /** Opens a connection and hands it to {@code call}, or the failure. */
    void connect(BackendCall call) {
        if (shared != null) {
            shared.calls.add(call);
            return;
        }
        var attempt = new Attempt(call);
        if (sharing) {
            shared = attempt;
        }
        connecting++;
        Opening.begin(bootstrap, instance, instance.settings().connections().connectTimeout(), attempt);
    }

    /** Closes what nobody has used for a while. */
    void closeStale(long now) {
        http1.closeStale(now);
        http2.closeStale(now);
    }

    /** Whether it has no connection and awaits none. */
    boolean isEmpty() {
        return http1.isEmpty() && http2.isEmpty() && connecting == 0;
    }

    /** Closes the connections that are idle, and those in use as soon as they are. */
    void retire() {
        retired = true;
        http1.retire();
        http2.retire();
    }

    /** Closes every connection, also those in use, whose calls fail. */
    void closeAll() {
        http1.closeAll();
        http2.closeAll();
    }

    /** A connection on its way, and those that want it. */
    private final class Attempt implements Opening.Listener {

        private final ArrayDeque<BackendCall> calls = new ArrayDeque<>(1);
        private @Nullable Http1BackendConnection single;
        private @Nullable Http2BackendConnection multiple;

        Attempt(BackendCall call) {
            calls.add(call);
        }

        @Override
        public Future<?> prepare(Channel channel) {
            BackendProtocol agreed = instance.agreedOn(channel);
            if (agreed == null) {
                return channel.newFailedFuture(ConnectFailures.noHttp2());
            }
            if (agreed == BackendProtocol.H2) {
                multiple = new Http2BackendConnection(instance, channel, http2);
                return multiple.begin();
            }
            single = new Http1BackendConnection(channel, http1);
            return channel.newSucceededFuture();
        }

        @Override
        public void onOpened() {
            end();
            instance.onAlive();
            sharing = multiple != null;
            if (multiple != null) {
                http2.add(multiple);
                share(multiple);
            } else if (single != null) {
                calls.remove().onConnected(single);
            }
            if (retired) {
                retire();
            }
            // Those for which there was no room
            calls.forEach(ConnectionPool.this::connect);
        }

        private void share(Http2BackendConnection opened) {
            calls.removeIf(BackendCall::isDone);
            boolean any = false;
            while (!calls.isEmpty()) {
                Http2BackendStream stream = opened.open(false);
                if (stream == null) {
                    break;
                }
                any = true;
                calls.remove().onConnected(stream);
            }
            if (!any && !calls.isEmpty()) {
                fail(new Failure(FailureKind.PROTOCOL_ERROR, instance + ": allows no stream on a new connection"));
            }
        }

        private void fail(Failure failure) {
            calls.forEach(call -> call.onConnectFailed(failure));
            calls.clear();
        }

        @Override
        public void onFailed(Throwable cause) {
            end();
            Failure failure = ConnectFailures.of(instance, cause);
            instance.onConnectFailed(failure);
            fail(failure);
        }

        private void end() {
            connecting--;
            if (shared == this) {
                shared = null;
            }
        }
    }
}

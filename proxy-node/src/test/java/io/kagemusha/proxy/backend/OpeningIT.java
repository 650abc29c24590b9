package io.kagemusha.proxy.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kagemusha.proxy.transport.Transport;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OpeningIT {

    private final EventLoopGroup loops = Transport.NIO.eventLoops(1);
    private final AtomicInteger made = new AtomicInteger();
    private ServerSocket server;

    @BeforeEach
    void listen() throws Exception {
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void stop() throws Exception {
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
        server.close();
    }

    /** A channel that is closed before it connects. */
    private static final class Stillborn extends NioSocketChannel {
        @Override
        protected boolean doConnect(SocketAddress remote, SocketAddress local) throws Exception {
            throw new ClosedChannelException();
        }
    }

    /** Opens a connection, for which the first {@code stillborn} channels are closed before they connect. */
    private CompletableFuture<Void> open(int stillborn) throws Exception {
        var bootstrap = new Bootstrap()
                .group(loops)
                .channelFactory(() -> made.getAndIncrement() < stillborn ? new Stillborn() : new NioSocketChannel())
                .remoteAddress(server.getLocalSocketAddress());
        Instance instance = InstanceTest.instance("http://127.0.0.1:" + server.getLocalPort());
        var opened = new CompletableFuture<Void>();
        loops.execute(() -> Opening.begin(bootstrap, instance, Duration.ofMinutes(1), new Opening.Listener() {
            @Override
            public Future<?> prepare(Channel channel) {
                return channel.newSucceededFuture();
            }

            @Override
            public void onOpened() {
                opened.complete(null);
            }

            @Override
            public void onFailed(Throwable cause) {
                opened.completeExceptionally(cause);
            }
        }));
        return opened;
    }

    @Test
    void triesOnceMoreWhenTheChannelIsClosedBeforeItConnects() throws Exception {
        open(1).get(60, TimeUnit.SECONDS);

        assertThat(made).hasValue(2);
    }

    @Test
    void failsWhenThatHappensAgain() throws Exception {
        assertThatThrownBy(() -> open(2).get(60, TimeUnit.SECONDS)).hasCauseInstanceOf(ClosedChannelException.class);

        assertThat(made).hasValue(2);
    }
}

package io.kagemusha.proxy.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.kqueue.KQueue;
import io.netty.util.ReferenceCountUtil;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Unix sockets, by each transport that loads here. */
class UnixTransportIT {

    @TempDir
    Path directory;

    private static boolean loads(Transport transport) {
        return switch (transport) {
            case EPOLL -> Epoll.isAvailable();
            case KQUEUE -> KQueue.isAvailable();
            case NIO -> true;
        };
    }

    @ParameterizedTest
    @EnumSource
    void carriesBytes(Transport transport) throws Exception {
        assumeTrue(loads(transport));
        var address = transport.unixAddress(directory.resolve("t.sock"));
        var received = new CompletableFuture<String>();
        EventLoopGroup loops = transport.eventLoops(1);
        try {
            new ServerBootstrap()
                    .group(loops)
                    .channel(transport.unixServerSocket())
                    .childHandler(new ChannelInitializer<Channel>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
                                @Override
                                public void channelRead(ChannelHandlerContext context, Object message) {
                                    received.complete(((ByteBuf) message).toString(US_ASCII));
                                    ReferenceCountUtil.release(message);
                                }
                            });
                        }
                    })
                    .bind(address)
                    .sync();

            new Bootstrap()
                    .group(loops)
                    .channel(transport.unixSocket())
                    .handler(new ChannelInboundHandlerAdapter())
                    .connect(address)
                    .sync()
                    .channel()
                    .writeAndFlush(Unpooled.copiedBuffer("hello", US_ASCII));

            assertThat(received.get(20, TimeUnit.SECONDS)).isEqualTo("hello");
        } finally {
            loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
        }
    }
}

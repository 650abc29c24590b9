package io.kagemusha.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** An HTTP/2 server of which a test says what it does with each request, on one event loop. Checks nothing that it sends. */
final class Http2TestBackend implements AutoCloseable {

    /** What is done with one request. */
    interface Script {

        /** Its head has come. */
        default void onHead(Call call) {}

        /** All of it has come. */
        void onRequest(Call call);
    }

    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Script script;
    private final Http2Settings settings;
    private final @Nullable SslContext tls;
    private final Channel server;
    private final List<Channel> open = new CopyOnWriteArrayList<>();
    private final List<Call> requests = new CopyOnWriteArrayList<>();
    private final List<Call> heads = new CopyOnWriteArrayList<>();
    private final List<String> resets = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();

    private Http2TestBackend(Script script, Http2Settings settings, @Nullable SslContext tls) {
        this.script = script;
        this.settings = settings;
        this.tls = tls;
        this.server = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        accept(channel);
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .syncUninterruptibly()
                .channel();
    }

    /** Speaks HTTP/2 in clear text. */
    static Http2TestBackend of(Script script) {
        return of(script, Http2Settings.defaultSettings());
    }

    static Http2TestBackend of(Script script, Http2Settings settings) {
        return new Http2TestBackend(script, settings, null);
    }

    /** Answers every request with that text. */
    static Http2TestBackend answering(String text) {
        return of(call -> call.answer(text));
    }

    /** Speaks HTTP/2 with clients that agree to it by ALPN. */
    static Http2TestBackend secured(Script script) throws Exception {
        var context = SslContextBuilder.forServer(TlsClient.file("server.pem"), TlsClient.file("server.key"))
                .applicationProtocolConfig(new ApplicationProtocolConfig(
                        ApplicationProtocolConfig.Protocol.ALPN,
                        ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                        ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                        "h2"))
                .build();
        return new Http2TestBackend(script, Http2Settings.defaultSettings(), context);
    }

    private void accept(Channel channel) {
        connections.incrementAndGet();
        open.add(channel);
        if (tls != null) {
            channel.pipeline().addLast(tls.newHandler(channel.alloc()));
        }
        channel.pipeline()
                .addLast(Http2FrameCodecBuilder.forServer()
                        .initialSettings(settings)
                        .validateHeaders(false)
                        .gracefulShutdownTimeoutMillis(0)
                        .build())
                .addLast(new Http2MultiplexHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel stream) {
                        stream.pipeline().addLast(new Call((Http2StreamChannel) stream));
                    }
                }))
                .addLast(new Remainder());
    }

    int port() {
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    String url() {
        return (tls == null ? "http" : "https") + "://127.0.0.1:" + port();
    }

    /** The requests that have come as a whole, in order. */
    List<Call> requests() {
        return requests;
    }

    /** The requests whose heads have come. */
    List<Call> heads() {
        return heads;
    }

    /** The only request that has come. */
    Call request() {
        if (requests.size() != 1) {
            throw new AssertionError("requests: " + requests.size());
        }
        return requests.get(0);
    }

    /** The error codes of the streams that the other side has reset. */
    List<String> resets() {
        return resets;
    }

    int connections() {
        return connections.get();
    }

    /** How many connections have not ended. */
    long open() {
        return open.stream().filter(Channel::isActive).count();
    }

    /** Ends every connection without a word. */
    void cut() {
        open.forEach(Http2TestBackend::cut);
    }

    private static void cut(Channel connection) {
        ChannelHandlerContext first = connection.pipeline().firstContext();
        if (first != null) {
            first.close();
        }
    }

    @Override
    public void close() {
        server.close().syncUninterruptibly();
        // What waits to be read is let go of
        heads.forEach(Call::goOnReading);
        cut();
        loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    /** What nobody has asked for. */
    private static final class Remainder extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ReferenceCountUtil.release(message);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            // The test sees what comes of it
        }
    }

    /** One request and its stream. Its methods may be called from any thread. */
    final class Call extends ChannelInboundHandlerAdapter {

        private final Http2StreamChannel stream;
        private final ByteBuf body = Unpooled.buffer();
        private @Nullable Http2Headers head;
        private @Nullable Http2Headers trailers;

        private Call(Http2StreamChannel stream) {
            this.stream = stream;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            boolean end = false;
            if (message instanceof Http2HeadersFrame fields && head == null) {
                head = fields.headers();
                end = fields.isEndStream();
                heads.add(this);
                script.onHead(this);
            } else if (message instanceof Http2HeadersFrame fields) {
                trailers = fields.headers();
                end = fields.isEndStream();
            } else if (message instanceof Http2DataFrame data) {
                body.writeBytes(data.content());
                end = data.isEndStream();
            }
            ReferenceCountUtil.release(message);
            if (end) {
                requests.add(this);
                script.onRequest(this);
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof Http2ResetFrame reset) {
                resets.add(String.valueOf(Http2Error.valueOf(reset.errorCode())));
            }
            ReferenceCountUtil.release(event);
        }

        /** A field of the head, or null. */
        @Nullable
        String field(String name) {
            CharSequence value = head == null ? null : head.get(name);
            return value == null ? null : value.toString();
        }

        Http2Headers head() {
            if (head == null) {
                throw new AssertionError("no head");
            }
            return head;
        }

        @Nullable
        Http2Headers trailers() {
            return trailers;
        }

        String path() {
            return String.valueOf(field(":path"));
        }

        byte[] body() {
            return ByteBufUtil.getBytes(body);
        }

        int id() {
            return stream.stream().id();
        }

        Http2StreamChannel stream() {
            return stream;
        }

        /** Answers 200 with that text, of unknown length. */
        void answer(String text) {
            head(200, false);
            data(text, true);
        }

        /** Sends a head: names and values in turns. */
        Call head(int status, boolean end, String... fields) {
            return fields(new DefaultHttp2Headers(false).status(String.valueOf(status)), end, fields);
        }

        /** Sends a field section as it is. */
        Call fields(Http2Headers section, boolean end, String... fields) {
            for (int i = 0; i < fields.length; i += 2) {
                section.add(fields[i], fields[i + 1]);
            }
            stream.writeAndFlush(new DefaultHttp2HeadersFrame(section, end));
            return this;
        }

        Call data(String text, boolean end) {
            return data(text.getBytes(ISO_8859_1), end);
        }

        Call data(byte[] bytes, boolean end) {
            stream.writeAndFlush(new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(bytes), end));
            return this;
        }

        /** Sends a part of the body, and when that is written a reset. */
        void dataAndReset(String text, boolean end, Http2Error error) {
            stream.writeAndFlush(new DefaultHttp2DataFrame(Unpooled.copiedBuffer(text, ISO_8859_1), end))
                    .addListener(written -> reset(error));
        }

        void reset(Http2Error error) {
            stream.writeAndFlush(new DefaultHttp2ResetFrame(error));
        }

        /** Does not read any more of the request than its window lets come. */
        void stopReading() {
            stream.config().setAutoRead(false);
        }

        void goOnReading() {
            stream.config().setAutoRead(true);
        }

        /** Says that no stream beyond that one was or will be looked at. */
        void goAway(int lastStreamId, Http2Error error) {
            frame(7, 0, 0, Unpooled.buffer().writeInt(lastStreamId).writeInt((int) error.code()));
        }

        /** Sends a frame past the codec. */
        Call frame(int type, int flags, int streamId, ByteBuf payload) {
            ByteBuf frame = Unpooled.buffer()
                    .writeMedium(payload.readableBytes())
                    .writeByte(type)
                    .writeByte(flags)
                    .writeInt(streamId)
                    .writeBytes(payload);
            stream.parent().pipeline().context(Http2FrameCodec.class).writeAndFlush(frame);
            return this;
        }

        /** Ends the whole connection without a word. */
        void cut() {
            Http2TestBackend.cut(stream.parent());
        }
    }
}

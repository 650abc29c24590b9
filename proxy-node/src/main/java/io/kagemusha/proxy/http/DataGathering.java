package io.kagemusha.proxy.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Stream;

/**
 * Gives each stream's channel the small DATA frames in a buffer of their own, and as long as they wait there all in one. As
 * Netty reads them each would be an object, and hold the whole buffer that was read from the network, so that windows would
 * not bound what streams that are not read keep in memory. Stands between the codec and the channels of the streams.
 */
public final class DataGathering extends ChannelInboundHandlerAdapter {

    /** What is no smaller keeps at most eight times its size, as no more than 64 KiB are read at a time. */
    private static final int SMALL = 8 * 1024;

    private final Http2Connection connection;
    private final Http2Connection.PropertyKey waiting;

    public DataGathering(Http2Connection connection) {
        this.connection = connection;
        this.waiting = connection.newKey();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof Http2DataFrame data) {
            onData(context, connection.stream(data.stream().id()), data);
        } else {
            context.fireChannelRead(message);
        }
    }

    private void onData(ChannelHandlerContext context, Http2Stream stream, Http2DataFrame data) {
        if (data.content().readableBytes() >= SMALL) {
            stream.removeProperty(waiting);
            context.fireChannelRead(data);
            return;
        }
        GatheredData last = stream.getProperty(waiting);
        if (last != null && last.add(data)) {
            data.release();
            return;
        }
        ByteBuf own = context.alloc().buffer(data.content().readableBytes());
        var gathered = new GatheredData(data, own);
        data.release();
        stream.setProperty(waiting, gathered);
        context.fireChannelRead(gathered);
    }
}

package io.kagemusha.proxy.backend;

import io.kagemusha.proxy.http.Http2ResponseRules;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.util.ReferenceCountUtil;

/** Tells a probe how its instance answered. */
final class HealthProbeHandler extends ChannelInboundHandlerAdapter {

    /** Hears either of both, perhaps more than once. */
    interface Listener {

        void onStatus(int status);

        /** There is no answer and will be none. */
        void onLost();
    }

    private final Listener listener;

    HealthProbeHandler(Listener listener) {
        this.listener = listener;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpResponse response) {
            boolean broken = response.decoderResult().isFailure();
            int status = response.status().code();
            if (broken) {
                listener.onLost();
            } else if (status >= 200) {
                listener.onStatus(status);
            }
        } else if (message instanceof Http2HeadersFrame frame) {
            onFields(frame.headers());
        }
        ReferenceCountUtil.release(message);
    }

    private void onFields(Http2Headers fields) {
        if (Http2ResponseRules.fault(fields) != null) {
            listener.onLost();
        } else if (fields.status().charAt(0) != '1') {
            listener.onStatus(Integer.parseInt(fields.status().toString()));
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        listener.onLost();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        listener.onLost();
    }
}

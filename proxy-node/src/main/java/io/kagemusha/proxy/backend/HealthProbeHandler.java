package io.kagemusha.proxy.backend;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpResponse;
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
        }
        ReferenceCountUtil.release(message);
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

package io.kagemusha.proxy.client;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;

/**
 * Has the client speak HTTP/2 where the TLS handshake agreed upon that (RFC 9113, 3.2), and leaves. What comes behind it
 * speaks HTTP/1.x.
 */
final class NegotiatedVersion extends ChannelInboundHandlerAdapter {

    private final Runnable speakHttp2;

    NegotiatedVersion(Runnable speakHttp2) {
        this.speakHttp2 = speakHttp2;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess()) {
            SslHandler tls = context.pipeline().get(SslHandler.class);
            if (ApplicationProtocolNames.HTTP_2.equals(tls.applicationProtocol())) {
                speakHttp2.run();
            }
            context.pipeline().remove(this);
        }
        context.fireUserEventTriggered(event);
    }
}

package io.kagemusha.proxy.client;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;

/**
 * Takes the client's address from the PROXY protocol header, versions 1 and 2, and leaves. A header that names none, as that
 * of a load balancer's own health check, leaves the address of the connection.
 */
final class ProxiedClient extends SimpleChannelInboundHandler<HAProxyMessage> {

    private final ClientConnection connection;
    private final Admission admission;

    ProxiedClient(ClientConnection connection, Admission admission) {
        this.connection = connection;
        this.admission = admission;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HAProxyMessage header) {
        context.pipeline().remove(this);
        if (header.command() == HAProxyCommand.PROXY && header.sourceAddress() != null) {
            connection.onProxied(header.sourceAddress());
            if (!admission.admitClient(context.channel(), header.sourceAddress())) {
                connection.close();
            }
        }
    }
}

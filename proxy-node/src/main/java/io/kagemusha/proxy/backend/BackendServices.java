package io.kagemusha.proxy.backend;

import io.kagemusha.common.configuration.SocketPath;
import io.kagemusha.proxy.tls.Certificates;
import io.kagemusha.proxy.transport.Transport;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.resolver.AddressResolverGroup;
import java.net.InetSocketAddress;

/**
 * What the backends of a node share.
 *
 * @param certificates for https instances
 */
public record BackendServices(
        EventLoopGroup loops,
        Transport transport,
        AddressResolverGroup<InetSocketAddress> resolver,
        Certificates certificates,
        MeterRegistry registry) {

    /** How connections to that instance are opened; the event loop is the caller's to add. */
    Bootstrap bootstrap(Instance instance) {
        SocketPath socket = instance.socket();
        if (socket != null) {
            return new Bootstrap()
                    .channel(transport.unixSocket())
                    .disableResolver()
                    .remoteAddress(transport.unixAddress(socket.path()));
        }
        return new Bootstrap()
                .channel(transport.socket())
                .option(ChannelOption.TCP_NODELAY, true)
                .resolver(resolver)
                .remoteAddress(instance.unresolvedAddress());
    }
}

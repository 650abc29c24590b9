package io.kagemusha.proxy;

import io.kagemusha.common.configuration.Address;
import io.kagemusha.common.configuration.ListenAddress;
import io.kagemusha.common.configuration.ListenerSettings;
import io.kagemusha.common.configuration.SocketPath;
import io.kagemusha.common.process.ReadyLine;
import io.kagemusha.proxy.client.AcceptFaults;
import io.kagemusha.proxy.transport.SocketFile;
import io.kagemusha.proxy.transport.Transport;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where a node takes connections. Opening and closing block; what is open may be asked for by several threads. */
final class Listeners {

    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);
    private static final int BACKLOG = 4096;

    private final Transport transport;
    private final EventLoopGroup loops;
    private final AcceptFaults faults;
    private final List<Listener> open = new ArrayList<>();

    Listeners(Transport transport, EventLoopGroup loops, AcceptFaults faults) {
        this.transport = transport;
        this.loops = loops;
        this.faults = faults;
    }

    private record Listener(ListenerSettings settings, Channel channel) {

        String url() {
            String scheme = settings.tls() == null ? "http" : "https";
            return channel.localAddress() instanceof InetSocketAddress address
                    ? ReadyLine.url(scheme, address)
                    : scheme + "://" + settings.address();
        }
    }

    /** Takes connections there from now on. */
    void open(ListenerSettings settings, ChannelHandler connections) throws IOException {
        ChannelFuture bound = bind(settings.address(), connections).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            Throwable cause = bound.cause();
            throw new IOException(
                    cause instanceof UnresolvedAddressException ? "unknown host" : cause.getMessage(), cause);
        }
        open.add(new Listener(settings, bound.channel()));
    }

    private ChannelFuture bind(ListenAddress address, ChannelHandler connections) throws IOException {
        var bootstrap = new ServerBootstrap()
                .group(loops)
                .handler(faults)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childHandler(connections);
        if (address instanceof SocketPath socket) {
            SocketFile.makeRoom(socket.path());
            return bootstrap.channel(transport.unixServerSocket()).bind(transport.unixAddress(socket.path()));
        }
        var host = (Address) address;
        return bootstrap
                .channel(transport.serverSocket())
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .bind(host.host(), host.port());
    }

    /** As clients would write them, separated by commas. */
    String urls() {
        return open.stream().map(Listener::url).collect(Collectors.joining(","));
    }

    /** The real addresses of those that have host and port. */
    List<InetSocketAddress> addresses() {
        return open.stream()
                .map(listener -> listener.channel.localAddress())
                .filter(InetSocketAddress.class::isInstance)
                .map(InetSocketAddress.class::cast)
                .toList();
    }

    /** Takes no connection any more; the files of unix sockets are gone then. Returns at once. */
    void close() {
        for (Listener listener : open) {
            // First, so that it is not the file of a process that takes over which is removed
            if (listener.channel.isOpen() && listener.settings.address() instanceof SocketPath socket) {
                remove(socket);
            }
            listener.channel.close();
        }
    }

    private static void remove(SocketPath socket) {
        try {
            Files.deleteIfExists(socket.path());
        } catch (IOException e) {
            LOG.warn("{}: the file stays, {}; the next start removes it", socket, e.getMessage());
        }
    }

    /** Blocks until all are closed. */
    void awaitClosed() {
        open.forEach(listener -> listener.channel.closeFuture().awaitUninterruptibly());
    }
}

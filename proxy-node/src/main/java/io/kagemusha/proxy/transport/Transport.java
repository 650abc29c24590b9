package io.kagemusha.proxy.transport;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.kqueue.KQueue;
import io.netty.channel.kqueue.KQueueDatagramChannel;
import io.netty.channel.kqueue.KQueueDomainSocketChannel;
import io.netty.channel.kqueue.KQueueIoHandler;
import io.netty.channel.kqueue.KQueueServerDomainSocketChannel;
import io.netty.channel.kqueue.KQueueServerSocketChannel;
import io.netty.channel.kqueue.KQueueSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsServerAddressStreamProvider;
import io.netty.resolver.dns.RoundRobinDnsAddressResolverGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;

/** How sockets are reached on this machine. */
public enum Transport {
    EPOLL(EpollSocketChannel.class, EpollServerSocketChannel.class, EpollDatagramChannel.class) {
        @Override
        public Class<? extends Channel> unixSocket() {
            return EpollDomainSocketChannel.class;
        }

        @Override
        public Class<? extends ServerChannel> unixServerSocket() {
            return EpollServerDomainSocketChannel.class;
        }

        @Override
        public SocketAddress unixAddress(Path path) {
            return new DomainSocketAddress(path.toString());
        }

        @Override
        IoHandlerFactory ioHandlers() {
            return EpollIoHandler.newFactory();
        }
    },
    KQUEUE(KQueueSocketChannel.class, KQueueServerSocketChannel.class, KQueueDatagramChannel.class) {
        @Override
        public Class<? extends Channel> unixSocket() {
            return KQueueDomainSocketChannel.class;
        }

        @Override
        public Class<? extends ServerChannel> unixServerSocket() {
            return KQueueServerDomainSocketChannel.class;
        }

        @Override
        public SocketAddress unixAddress(Path path) {
            return new DomainSocketAddress(path.toString());
        }

        @Override
        IoHandlerFactory ioHandlers() {
            return KQueueIoHandler.newFactory();
        }
    },
    NIO(NioSocketChannel.class, NioServerSocketChannel.class, NioDatagramChannel.class) {
        @Override
        public Class<? extends Channel> unixSocket() {
            return NioDomainSocketChannel.class;
        }

        @Override
        public Class<? extends ServerChannel> unixServerSocket() {
            return NioServerDomainSocketChannel.class;
        }

        @Override
        public SocketAddress unixAddress(Path path) {
            return UnixDomainSocketAddress.of(path);
        }

        @Override
        IoHandlerFactory ioHandlers() {
            return NioIoHandler.newFactory();
        }
    };

    private final Class<? extends Channel> socket;
    private final Class<? extends ServerChannel> serverSocket;
    private final Class<? extends DatagramChannel> datagram;

    Transport(
            Class<? extends Channel> socket,
            Class<? extends ServerChannel> serverSocket,
            Class<? extends DatagramChannel> datagram) {
        this.socket = socket;
        this.serverSocket = serverSocket;
        this.datagram = datagram;
    }

    /** The native one where it loads, else NIO. */
    public static Transport best() {
        if (Epoll.isAvailable()) {
            return EPOLL;
        }
        return KQueue.isAvailable() ? KQUEUE : NIO;
    }

    abstract IoHandlerFactory ioHandlers();

    /** New event loops, {@code threads} of them. */
    public EventLoopGroup eventLoops(int threads) {
        return new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory("proxy", true), ioHandlers());
    }

    public Class<? extends Channel> socket() {
        return socket;
    }

    public Class<? extends ServerChannel> serverSocket() {
        return serverSocket;
    }

    /** What connects to a unix socket. */
    public abstract Class<? extends Channel> unixSocket();

    /** What listens on a unix socket. */
    public abstract Class<? extends ServerChannel> unixServerSocket();

    /** The address of the unix socket whose file is there. */
    public abstract SocketAddress unixAddress(Path path);

    /**
     * Looks host names up without blocking, by the name servers of this machine; keeps an answer as long as its TTL says,
     * and takes the addresses of a name in turns.
     */
    public AddressResolverGroup<InetSocketAddress> resolver() {
        return new RoundRobinDnsAddressResolverGroup(new DnsNameResolverBuilder().datagramChannelType(datagram));
    }

    /** The same by the name servers that {@code servers} gives. */
    public AddressResolverGroup<InetSocketAddress> resolver(DnsServerAddressStreamProvider servers) {
        return new RoundRobinDnsAddressResolverGroup(
                new DnsNameResolverBuilder().datagramChannelType(datagram).nameServerProvider(servers));
    }
}

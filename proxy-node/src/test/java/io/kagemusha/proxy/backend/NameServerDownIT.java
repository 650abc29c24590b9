package io.kagemusha.proxy.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.kagemusha.common.configuration.BackendProtocol;
import io.kagemusha.common.configuration.BackendSettings;
import io.kagemusha.common.configuration.BackendTls;
import io.kagemusha.common.configuration.BackendUrl;
import io.kagemusha.common.configuration.ConnectionSettings;
import io.kagemusha.common.configuration.HostField;
import io.kagemusha.common.configuration.InstanceSettings;
import io.kagemusha.common.configuration.ShadowLimits;
import io.kagemusha.proxy.tls.Certificates;
import io.kagemusha.proxy.transport.Transport;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.Channel;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoopGroup;
import io.netty.resolver.dns.SingletonDnsServerAddressStreamProvider;
import io.netty.util.concurrent.Future;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NameServerDownIT {

    private final EventLoopGroup loops = Transport.best().eventLoops(1);

    @AfterEach
    void stop() {
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    @Test
    void isNotWaitedForAnyLongerThanForAConnection() throws Exception {
        try (var mute = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), mute.getLocalPort());
            var services = new BackendServices(
                    loops,
                    Transport.best(),
                    Transport.best().resolver(new SingletonDnsServerAddressStreamProvider(address)),
                    new Certificates(),
                    new SimpleMeterRegistry());
            var instances = new InstanceSettings(
                    new ConnectionSettings(BackendProtocol.HTTP1, Duration.ofMillis(50), Duration.ofHours(1)),
                    HostField.KEEP,
                    1,
                    Duration.ofHours(1),
                    null,
                    BackendTls.DEFAULT);
            var settings = new BackendSettings(
                    "production",
                    List.of(BackendUrl.parse("http://backend.kagemusha.test")),
                    true,
                    Duration.ofHours(1),
                    instances,
                    ShadowLimits.DEFAULT);
            Instance instance = new Backend(settings, services).members().get(0);
            var failed = new CompletableFuture<Throwable>();

            loops.next()
                    .execute(() -> Opening.begin(
                            services.bootstrap(instance).group(loops.next()),
                            instance,
                            Duration.ofMillis(50),
                            new Opening.Listener() {
                                @Override
                                public Future<?> prepare(Channel channel) {
                                    return channel.newSucceededFuture();
                                }

                                @Override
                                public void onOpened() {
                                    failed.complete(new AssertionError("opened"));
                                }

                                @Override
                                public void onFailed(Throwable cause) {
                                    failed.complete(cause);
                                }
                            }));

            assertThat(failed.get(60, TimeUnit.SECONDS))
                    .isInstanceOf(ConnectTimeoutException.class)
                    .hasMessage("no connection within 50 ms");
        }
    }
}

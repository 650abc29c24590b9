package io.kagemusha.proxy;

import io.kagemusha.common.configuration.AccessLogSettings;
import io.kagemusha.common.configuration.CaptureSettings;
import io.kagemusha.common.configuration.Configuration;
import io.kagemusha.common.configuration.HookSettings;
import io.kagemusha.proxy.access.AccessLog;
import io.kagemusha.proxy.capture.Capture;
import io.kagemusha.proxy.control.ControlStart;
import io.kagemusha.proxy.hook.HookThreads;
import io.kagemusha.proxy.tls.Certificates;
import io.kagemusha.proxy.transport.Transport;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.EventLoopGroup;
import io.netty.resolver.AddressResolverGroup;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The threads and files of a node. They are there before the node is, and so a node that does not come up leaves none of
 * them behind. Opened and closed by the thread that starts the node.
 */
final class NodeParts {

    private static final Duration LOOP_SHUTDOWN = Duration.ofSeconds(5);

    private final ControlStart control;
    private final @Nullable AccessLog access;
    private final @Nullable Capture capture;
    private final HookThreads hookThreads;
    private final Transport transport = Transport.best();
    private final EventLoopGroup loops =
            transport.eventLoops(Runtime.getRuntime().availableProcessors());
    private final AddressResolverGroup<InetSocketAddress> resolver = transport.resolver();
    private final Certificates certificates = new Certificates();

    private NodeParts(ControlStart control, @Nullable AccessLog access, @Nullable Capture capture, HookSettings hooks) {
        this.control = control;
        this.access = access;
        this.capture = capture;
        this.hookThreads = new HookThreads(hooks);
    }

    /**
     * Opens them, and first of all begins to read what was changed at run time, which takes longest.
     *
     * @param name of the node in records
     * @param capturing starts to capture
     * @throws IOException when the access log cannot be opened
     */
    static NodeParts open(Configuration configuration, String name, MeterRegistry registry, Supplier<Capture> capturing)
            throws IOException {
        var control = ControlStart.begin(configuration, name, registry);
        AccessLog access = null;
        try {
            access = openAccessLog(configuration, registry);
            boolean captures = configuration.proxy().capture().when() != CaptureSettings.When.NEVER;
            return new NodeParts(control, access, captures ? capturing.get() : null, configuration.hooks());
        } catch (IOException | RuntimeException e) {
            control.close();
            if (access != null) {
                access.close();
            }
            throw e;
        }
    }

    private static @Nullable AccessLog openAccessLog(Configuration configuration, MeterRegistry registry)
            throws IOException {
        AccessLogSettings settings = configuration.proxy().client().accessLog();
        return settings == null ? null : AccessLog.open(settings, registry);
    }

    ControlStart control() {
        return control;
    }

    /** Null when there is none. */
    @Nullable
    AccessLog access() {
        return access;
    }

    /** Null when nothing is captured at all. */
    @Nullable
    Capture capture() {
        return capture;
    }

    HookThreads hookThreads() {
        return hookThreads;
    }

    Transport transport() {
        return transport;
    }

    EventLoopGroup loops() {
        return loops;
    }

    AddressResolverGroup<InetSocketAddress> resolver() {
        return resolver;
    }

    Certificates certificates() {
        return certificates;
    }

    /**
     * Ends all threads, with what is still open on the event loops. Blocks.
     *
     * @param deadline as {@link System#nanoTime} has it, until when Kafka may take what was captured; it has a second in any
     *     case
     */
    void close(long deadline) {
        control.close();
        certificates.close();
        hookThreads.close();
        loops.shutdownGracefully(0, LOOP_SHUTDOWN.toMillis(), TimeUnit.MILLISECONDS)
                .awaitUninterruptibly();
        resolver.close();
        if (access != null) {
            access.close();
        }
        if (capture != null) {
            capture.close(Duration.ofNanos(Math.max(deadline - System.nanoTime(), TimeUnit.SECONDS.toNanos(1))));
        }
    }
}

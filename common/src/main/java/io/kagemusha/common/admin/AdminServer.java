package io.kagemusha.common.admin;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.kagemusha.common.configuration.Address;
import io.kagemusha.common.configuration.AdminSettings;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.util.List;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP server for whoever operates a process: {@code GET /healthz}, {@code GET /readyz}, {@code GET /metrics}.
 *
 * <p>It has a few daemon threads of its own, so a process ends without closing it, and nothing that is asked of it takes
 * time from the data path.
 */
public final class AdminServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);

    private static final int THREADS = 6;
    private static final int KEPT_THREADS = 3;
    private static final int IDLE_MILLIS = 30_000;
    private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";
    private static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private final Javalin javalin;
    private final Address address;

    private AdminServer(Javalin javalin, Address address) {
        this.javalin = javalin;
        this.address = address;
    }

    /**
     * Starts a server; when this returns, it answers. Takes 300 to 500 ms, most of them for loading classes, so a process
     * that must be ready sooner starts it on a thread of its own.
     *
     * @param checks asked for every {@code GET /readyz}
     * @throws IOException when the address was configured and cannot be listened on, with a message that says so. One that
     *     was not configured gives way: a free port of the same host is taken and logged
     */
    public static AdminServer start(
            AdminSettings settings, PrometheusMeterRegistry metrics, List<ReadinessCheck> checks) throws IOException {
        var channel = listen(settings);
        var address = new Address(settings.address().host(), channel.socket().getLocalPort());
        var readiness = new Readiness(checks);
        var javalin = Javalin.create(config -> {
            serve(channel, config);
            config.routes.get("/healthz", context -> context.result("ok\n"));
            config.routes.get("/readyz", context -> {
                var report = readiness.report();
                context.status(report.ready() ? 200 : 503)
                        .contentType("application/json")
                        .result(report.json() + "\n");
            });
            config.routes.get("/metrics", context -> scrape(context, metrics));
        });
        return new AdminServer(javalin.start(), address);
    }

    private static ServerSocketChannel listen(AdminSettings settings) throws IOException {
        Address wanted = settings.address();
        try {
            return listen(wanted);
        } catch (IOException e) {
            if (settings.explicit()) {
                throw new IOException(
                        "admin.address: " + wanted + " (expected: a free address, " + e.getMessage() + ")", e);
            }
        }
        var channel = listen(new Address(wanted.host(), 0));
        LOG.atInfo()
                .addKeyValue("wanted", wanted)
                .addKeyValue("port", channel.socket().getLocalPort())
                .log("admin address is taken, listening on a free port instead; admin.address chooses one");
        return channel;
    }

    private static ServerSocketChannel listen(Address address) throws IOException {
        var channel = ServerSocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.socket().bind(new InetSocketAddress(address.host(), address.port()));
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static void serve(ServerSocketChannel channel, JavalinConfig config) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        var threads = new QueuedThreadPool(THREADS, KEPT_THREADS, IDLE_MILLIS);
        threads.setName("admin");
        threads.setDaemon(true);
        // Javalin's own server has a scheduler whose thread would keep the process alive
        config.unsafe.jettyInternal.server =
                new Server(threads, new ScheduledExecutorScheduler("admin-scheduler", true, 1), null);
        config.jetty.addConnector((server, http) -> {
            http.setSendServerVersion(false);
            var connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
            try {
                // Bound beforehand, as Jetty and Javalin tell of a taken port with two stack traces
                connector.open(channel);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return connector;
        });
    }

    private static void scrape(Context context, PrometheusMeterRegistry metrics) {
        String accepted = context.header("Accept");
        String type =
                accepted != null && accepted.contains("application/openmetrics-text") ? OPEN_METRICS : PROMETHEUS_TEXT;
        context.contentType(type).result(metrics.scrape(type));
    }

    /** Where it listens, with the port really taken. */
    public Address address() {
        return address;
    }

    /** The port really taken. */
    public int port() {
        return address.port();
    }

    /** Stops the server and waits for its threads. Further calls do nothing. */
    @Override
    public void close() {
        javalin.stop();
    }
}

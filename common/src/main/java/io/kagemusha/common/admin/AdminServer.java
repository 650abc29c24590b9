package io.kagemusha.common.admin;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HttpResponseException;
import io.kagemusha.common.configuration.Address;
import io.kagemusha.common.configuration.AdminSettings;
import io.kagemusha.common.configuration.TlsFiles;
import io.kagemusha.common.tls.PemPair;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP server for whoever operates a process: {@code GET /healthz}, {@code GET /readyz}, {@code GET /metrics}, and what
 * the process adds to them. Health and readiness are open to everybody who reaches it; all else is for whoever has the
 * token, where there is one.
 *
 * <p>It has a few daemon threads of its own, so a process ends without closing it, and nothing that is asked of it takes
 * time from the data path. What changes something runs on one thread more, so that a change which waits for Kafka keeps
 * nobody from asking for health.
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
    private final ExecutorService changes;

    private AdminServer(Javalin javalin, Address address, ExecutorService changes) {
        this.javalin = javalin;
        this.address = address;
        this.changes = changes;
    }

    /**
     * Starts a server; when this returns, it answers. Takes 300 to 500 ms, most of them for loading classes, so a process
     * that must be ready sooner starts it on a thread of its own.
     *
     * @param checks asked for every {@code GET /readyz}
     * @param endpoints what else it answers
     * @throws IOException when the address was configured and cannot be listened on, or what TLS needs cannot be read, with
     *     a message that says so. An address that was not configured gives way: a free port of the same host is taken and
     *     logged
     */
    public static AdminServer start(
            AdminSettings settings,
            PrometheusMeterRegistry metrics,
            List<ReadinessCheck> checks,
            List<AdminEndpoint> endpoints)
            throws IOException {
        var tls = settings.tls() == null ? null : tls(settings.tls());
        var channel = listen(settings);
        var address = new Address(settings.address().host(), channel.socket().getLocalPort());
        var readiness = new Readiness(checks);
        var access = new Access(settings.token());
        ExecutorService changes = Executors.newSingleThreadExecutor(AdminServer::changesThread);
        var javalin = Javalin.create(config -> {
            serve(channel, tls, config);
            config.routes.get("/healthz", context -> context.result("ok\n"));
            config.routes.get("/readyz", context -> {
                var report = readiness.report();
                context.status(report.ready() ? 200 : 503)
                        .contentType("application/json")
                        .result(report.json() + "\n");
            });
            config.http.prefer405over404 = true;
            config.routes.exception(HttpResponseException.class, AdminServer::refuse);
            var guard = new EndpointGuard(access, new HostCheck(settings.address()), changes);
            config.routes.get("/metrics", guard.around(context -> scrape(context, metrics)));
            for (AdminEndpoint endpoint : endpoints) {
                Handler handler = guard.around(endpoint);
                switch (endpoint.method()) {
                    case GET -> config.routes.get(endpoint.path(), handler);
                    case PUT -> config.routes.put(endpoint.path(), handler);
                    case POST -> config.routes.post(endpoint.path(), handler);
                    case DELETE -> config.routes.delete(endpoint.path(), handler);
                }
            }
        });
        return new AdminServer(javalin.start(), address, changes);
    }

    private static Thread changesThread(Runnable work) {
        var thread = new Thread(work, "admin-changes");
        thread.setDaemon(true);
        return thread;
    }

    private static SslConnectionFactory tls(TlsFiles files) throws IOException {
        PemPair pair = PemPair.read("admin.tls", files);
        String password = UUID.randomUUID().toString();
        var factory = new SslContextFactory.Server();
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry(
                    "server", pair.key(), password.toCharArray(), pair.chain().toArray(Certificate[]::new));
            factory.setKeyStore(store);
        } catch (GeneralSecurityException e) {
            throw new IOException("admin.tls: " + e.getMessage(), e);
        }
        factory.setKeyStorePassword(password);
        return new SslConnectionFactory(factory, "http/1.1");
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

    private static void serve(ServerSocketChannel channel, @Nullable SslConnectionFactory tls, JavalinConfig config) {
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
            var plain = new HttpConnectionFactory(http);
            var connector = tls == null
                    ? new ServerConnector(server, 1, 1, plain)
                    : new ServerConnector(server, 1, 1, tls, plain);
            try {
                // Bound beforehand, as Jetty and Javalin tell of a taken port with two stack traces
                connector.open(channel);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return connector;
        });
    }

    /** What Javalin itself refuses: an unknown path, a method that a path does not take, a body that is too large. */
    private static void refuse(HttpResponseException refusal, Context context) {
        String methods = refusal.getDetails().get("availableMethods");
        if (methods != null) {
            // RFC 9110, 15.5.6
            context.header("Allow", methods);
        }
        EndpointGuard.write(context, AdminAnswer.problem(refusal.getStatus(), String.valueOf(refusal.getMessage())));
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
        changes.shutdownNow();
        javalin.stop();
    }
}
